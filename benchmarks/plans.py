"""Plans by the thousand, to measure with: invented places, all clause styles, all noise.

    python benchmarks/plans.py FOLDER [--count N] [--seed S] [--clean] [--short]

Writes FOLDER/00/plan-000000.txt and so on, a hundred files to a folder. A plan depends on the seed
and its own number alone, so that ten thousand begin with the same ten. All sentences are our
own; places do not exist. A third of the plans carries noise as it is found in the wild: another
encoding or script, pinyin notes, site furniture, spaces saved as question marks, numbers without
a dot, a page without line breaks.

Plans have some 8 KB and 25 tasks; with --short two to four tasks and a little more than 1 KB, so
that a hundred thousand of them, and what is made of them, fit on a disk.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

PLACES = [
    first + second
    for first in "云清青白澜岚沅璟桐霁湄峤"
    for second in ("岭", "禾", "溪", "石", "州", "沙", "陵", "川", "浦", "台")
]
DEPARTMENTS = (
    "发展改革委",
    "财政局",
    "教育局",
    "科技局",
    "工业和信息化局",
    "公安局",
    "民政局",
    "司法局",
    "人力资源社会保障局",
    "自然资源局",
    "生态环境局",
    "住房城乡建设局",
    "交通运输局",
    "水利局",
    "农业农村局",
    "商务局",
    "文化和旅游局",
    "卫生健康委",
    "退役军人事务局",
    "应急管理局",
    "审计局",
    "市场监管局",
    "医保局",
    "统计局",
    "体育局",
    "林业局",
    "数据局",
    "信访局",
    "城管局",
    "乡村振兴局",
    "疾控局",
    "机关事务局",
    "气象局",
    "税务局",
)
PARTIES = ("委宣传部", "委组织部", "委政法委", "总工会", "妇联", "科协", "残联", "红十字会")
OFFICES = (
    *("办公室", "综合科", "规划信息科", "财务科", "人事科"),
    *("法规科", "政务服务科", "监督科", "应急办", "安全监管科"),
)
GROUPS = ("各县（市、区）人民政府", "各县区", "各有关部门", "各乡镇（街道）", "市直有关单位")
GENRES = ("年工作要点", "年重点工作任务分工方案", "年行动计划实施方案", "年民生实事任务清单")
THEMES: dict[str, tuple[str, ...]] = {
    "夯实基层服务": (
        "新建村卫生室{n}所，改造乡镇卫生院{m}家",
        "家庭医生签约服务覆盖率达到{p}%以上",
        "为社区配备全科医生不少于{n}名",
        "建成标准化发热诊室{m}个",
    ),
    "守护一老一小": (
        "新增普惠托位{h}个，每千人口托位数达到{d}个",
        "改造养老机构{m}家，新增护理型床位{h}张",
        "为{k}万名老年人免费体检",
        "创建老年友善医疗机构{n}家",
    ),
    "办好公平教育": (
        "新建、改扩建学校{m}所，新增学位{h}个",
        "学前教育毛入园率达到{p}%",
        "招聘教师{h}名，培训校长{n}名",
        "建成示范性食堂{m}个",
    ),
    "改善生态环境": (
        "空气质量优良天数比例不低于{p}%，细颗粒物浓度控制在{n}微克/立方米以内",
        "完成造林{k}万亩，治理水土流失面积{h}平方公里",
        "新建污水管网{h}公里",
        "单位生产总值能耗下降{d}%左右",
    ),
    "推动产业升级": (
        "培育规模以上工业企业{n}家，技改投资增长{m}%左右",
        "引进亿元以上项目{n}个，到位资金{h}亿元",
        "研发经费投入强度达到{d}%",
        "新认定高新技术企业{n}家以上",
    ),
    "优化营商环境": (
        "网上可办率达到{p}%，审批时限压缩至{m}个工作日以内",
        "发放创业担保贷款{d}亿元，扶持创业{h}人",
        "企业满意度保持在{p}%以上",
        "开展联合检查{n}次以上",
    ),
}
FILLERS = (
    "完善工作机制，压实各方责任",
    "加强部门协同和信息共享",
    "强化日常监管，及时发现和解决问题",
    "加大宣传力度，营造良好氛围",
    "做好跟踪评估，定期通报进展",
    "健全标准规范，提升服务质量",
)
DEADLINES = ("{y}年底前，", "6月底前，", "三季度末，", "到{y}年12月，", "上半年，", "", "", "")
FURNITURE = (
    "当前位置：首页 > 政务公开 > 政策文件\n字体：【大 中 小】 打印本页 分享到\n",
    "网站地图 | 联系我们 | 无障碍浏览\n索引号：000014349/2024-00001\n",
)
LONG, SHORT = ((2, 6), (3, 9)), ((1, 1), (2, 4))
"""At least and at most how many sections a plan has, and how many tasks each of them."""
PINYIN = {"衛": "wèi", "醫": "yī", "務": "wù", "設": "shè", "業": "yè", "機": "jī", "處": "chù"}

Unit = tuple[str, str]
"""The name of a unit and its role: lead, responsible or cooperating."""


class Clause(NamedTuple):
    """A way to write who is responsible: the words, the role of the first unit, and of the rest."""

    write: Callable[[list[str]], str]
    first: str = "responsible"
    rest: str = "responsible"


NOBODY = Clause(lambda u: "")
CLAUSES: tuple[Clause, ...] = (
    Clause(lambda u: f"（牵头单位：{u[0]}；责任单位：{'、'.join(u[1:])}）", "lead"),
    Clause(lambda u: f"（责任单位：{'、'.join(u)}）"),
    Clause(lambda u: f"［责任单位：{'、'.join(u)}］"),
    Clause(lambda u: f"【牵头单位：{u[0]}，配合单位：{'、'.join(u[1:])}】", "lead", "cooperating"),
    Clause(lambda u: f"〔{u[0]}牵头，{'、'.join(u[1:])}按职责分工负责〕", "lead"),
    Clause(lambda u: f"（{u[0]}会同{'、'.join(u[1:])}负责）", "responsible", "cooperating"),
    Clause(lambda u: f"由{u[0]}牵头，{'、'.join(u[1:])}配合。", "lead", "cooperating"),
    Clause(lambda u: f"（{'、'.join(u)}等按职责分工负责）"),
    Clause(lambda u: f"\n牵头单位：{u[0]}\n责任单位：{'、'.join(u[1:])}", "lead"),
    Clause(lambda u: f"（主办：{u[0]}　协办：{'、'.join(u[1:])}）", "lead", "cooperating"),
    Clause(lambda u: f"\n责任处室：{'、'.join(u)}"),
    Clause(lambda u: f"({'，'.join(u)})"),
    NOBODY,
)


class Composed(NamedTuple):
    """A plan as a file, and who answers for each of its tasks, in order."""

    data: bytes
    tasks: tuple[frozenset[Unit], ...]


def compose(seed: int, number: int, *, clean: bool = False, short: bool = False) -> Composed:
    """Return plan *number* of the family *seed*. *clean* leaves the noise out.

    A *short* plan has one section and two to four tasks.
    """
    dice = random.Random(f"{seed}:{number}")
    place = dice.choice(PLACES)
    year = dice.randint(2016, 2027)
    level = dice.choice("省市市市县区")
    text, tasks = _plan(dice, place, level, year, short=short)
    if clean or dice.random() > 1 / 3:
        return Composed(text.encode(), tasks)
    return Composed(dice.choice(_NOISES)(text, dice), tasks)


def _plan(
    dice: random.Random, place: str, level: str, year: int, *, short: bool
) -> tuple[str, tuple[frozenset[Unit], ...]]:
    issuer = place + level + dice.choice(DEPARTMENTS[:30])
    genre = dice.choice(GENRES)
    lines = [
        f"{issuer}关于印发{year}{genre}的通知",
        f"{place[0]}发〔{year}〕{dice.randint(1, 90)}号",
        "各有关单位：",
        f"现将《{year}{genre}》印发给你们，请认真组织实施。",
        issuer,
        f"{year}年{dice.randint(1, 6)}月{dice.randint(1, 28)}日",
        f"{year}{genre}",
        f"{year}年工作的总体要求是：坚持稳中求进，抓好各项任务落实。",
    ]
    clauses = dice.sample(CLAUSES, k=dice.choice((1, 1, 2, 3)))
    numbering = dice.choice((_dotted, _bracketed, _pausing))
    tasks: list[frozenset[Unit]] = []
    sections, most = SHORT if short else LONG
    if short:
        del lines[:4]  # the letter in front of the plan
    for section, theme in enumerate(dice.sample(sorted(THEMES), k=dice.randint(*sections))):
        lines.append(f"{'一二三四五六'[section]}、{theme}")
        for _ in range(dice.randint(*most)):
            clause, names = dice.choice(clauses), _units(dice, level)
            roles = [clause.first] + [clause.rest] * (len(names) - 1)
            units = zip(names, roles, strict=True) if clause is not NOBODY else ()
            tasks.append(frozenset(units))
            words = _task(dice, theme, year) + clause.write(names)
            lines.append(numbering(len(tasks)) + words)
    return "\n".join(lines) + "\n", tuple(tasks)


def _dotted(task: int) -> str:
    return f"{task}."


def _bracketed(task: int) -> str:
    return f"（{_han(task)}）"


def _pausing(task: int) -> str:
    return f"{task}、"


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    words = "零一二三四五六七八九"
    front = {0: "", 1: "十"}.get(tens, words[tens] + "十")
    return front + (words[ones] if ones else "")


def _task(dice: random.Random, theme: str, year: int) -> str:
    figures = {
        "n": dice.randint(2, 90),
        "m": dice.randint(2, 30),
        "h": dice.randint(1, 90) * 100,
        "p": dice.randint(60, 99),
        "d": f"{dice.randint(10, 99) / 10:.1f}",
        "k": dice.randint(1, 90),
    }
    promises = dice.sample(THEMES[theme], k=dice.randint(1, 3))
    fillers = dice.sample(FILLERS, k=dice.randint(1, 4))
    when = dice.choice(DEADLINES).format(y=year)
    body = f"{fillers[0]}。{when}{'，'.join(promises)}。".format(**figures)
    return body + "".join(f"{filler}。" for filler in fillers[1:])


def _units(dice: random.Random, level: str) -> list[str]:
    names = [level + name for name in dice.sample(DEPARTMENTS, k=dice.randint(2, 6))]
    if dice.random() < 0.2:
        names.append(level + dice.choice(PARTIES))
    if dice.random() < 0.2:
        names.append("委" + dice.choice(OFFICES))
    if dice.random() < 0.3:
        names.append(dice.choice(GROUPS))
    return names


def _traditional(text: str) -> str:
    return str(_converter().convert(text))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")  # reading its tables takes longer than writing a plan


def _with_pinyin(text: str, dice: random.Random) -> bytes:
    """Return traditional script with pinyin behind some characters, as copying sites write it."""
    noted = "".join(
        f"{char}({PINYIN[char]})" if char in PINYIN and dice.random() < 0.5 else char
        for char in _traditional(text)
    )
    return noted.encode()


_NOISES: tuple[Callable[[str, random.Random], bytes], ...] = (
    lambda text, dice: text.encode("gb18030"),
    lambda text, dice: text.encode("utf-16"),
    lambda text, dice: _traditional(text).encode(),
    lambda text, dice: _traditional(text).encode("big5", "replace"),
    _with_pinyin,
    lambda text, dice: (dice.choice(FURNITURE) + text + dice.choice(FURNITURE)).encode(),
    lambda text, dice: text.replace("。", "。??", 20).encode(),
    lambda text, dice: text.replace("\n", " ").encode(),
    lambda text, dice: text.replace("，", ",").replace("：", ":").encode(),
)


def write(folder: Path, count: int, seed: int, *, clean: bool = False, short: bool = False) -> int:
    """Write *count* plans below *folder* and return how many bytes they have."""
    size = 0
    for number in range(count):
        room = folder / f"{number // 100:03d}"
        if not number % 100:
            room.mkdir(parents=True, exist_ok=True)
        data = compose(seed, number, clean=clean, short=short).data
        (room / f"plan-{number:06d}.txt").write_bytes(data)
        size += len(data)
    return size


def main() -> None:
    """Write the plans that the command line asks for."""
    parser = argparse.ArgumentParser(description="Write invented plans to measure with.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clean", action="store_true", help="leave the noise out")
    parser.add_argument("--short", action="store_true", help="two to four tasks in each")
    options = parser.parse_args()
    size = write(
        options.folder, options.count, options.seed, clean=options.clean, short=options.short
    )
    print(f"{options.count} plans, {size / 1e6:.1f} MB in {options.folder}")


if __name__ == "__main__":
    main()

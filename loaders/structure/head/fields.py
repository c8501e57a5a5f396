"""The fields that stand beside a plan: 索引号, 发文机关, 成文日期 … however they are laid out.

Government sites give the elements of the catalogue of open information (政府信息公开目录系统实施
指引): as a table, one field a line, several on one line, the label above its value, in the
brackets of a legal database or in the marks of Markdown. What a page says only in its ``meta``
tags comes with the source (``stated``) and stands nowhere in its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

LABELS: Final[dict[str, str]] = {
    "index": ("索引号 信息索引号 索引编号"),
    "topic": ("主题分类 信息分类 所属主题 主题类别 法规类别"),
    "genre": ("体裁分类 体裁 文种 公文种类 公文类型 文件类型 文件种类 信息类型 体裁类型"),
    "issuer": (
        "发文机关 发文机构 发文单位 发文部门 发布机构 发布机关 发布单位 发布部门 "
        "制发机关 制发单位 制定机关 印发机关 颁布机关 颁布单位 公开机构 发布者 "
        "信息公开责任部门 公开责任部门 责任部门 制发部门 成文机关"
    ),
    "written": ("成文日期 成文时间 签署日期 签发日期"),
    "issued": ("发文日期 发文时间 印发日期 印发时间 生成日期 生成时间 制发日期 颁布日期 颁布时间"),
    "published": ("发布日期 发布时间 公开日期 公开时间 发表时间 公布日期 上网日期"),
    "title": ("标题 名称 信息名称 公文名称 文件名称 题名 文件标题 信息标题 公文标题 中文名"),
    "number": ("文号 发文字号 发文文号 文件编号 公文文号 文件字号 字号 发文号 文件号"),
    "validity": (
        "有效性 有效状态 时效性 效力状态 是否有效 信息有效性 文件状态 公文时效 时效状态 文件有效性"
    ),
    "source": ("来源 信息来源 稿源 文章来源 稿件来源"),
    "other": (
        "主题词 关键词 公开方式 公开形式 公开范围 公开程序 公开时限 公开属性 "
        "信息编号 统一编号 统一登记号 登记号 规范性文件登记号 生效日期 施行日期 "
        "实施日期 失效日期 废止日期 截止日期 浏览次数 浏览量 点击数 点击量 阅读次数 "
        "访问次数 作者 内容概述 概述 摘要 专题 领域 效力级别 效力等级 信息格式 "
        "语种 服务对象 字体 字号大小 打印 分享 责任编辑 编辑 审核 载体类型 "
        "记录形式 组配分类 公开类别 信息类别 所属栏目 栏目"
    ),
}
"""What each kind of field is called on the pages of sites."""

_KIND: Final = {label: kind for kind, labels in LABELS.items() for label in labels.split()}
# Words that a table of tasks has as well: believed only among other fields.
_COMMON: Final = frozenset(
    (
        *(
            "责任部门",
            "名称",
            "中文名",
            "标题",
            "题名",
            "来源",
            "体裁",
            "文种",
            "编辑",
            "审核",
            "专题",
            "领域",
        ),
        *("摘要", "概述", "作者", "栏目", "打印", "分享", "字体", "字号", "信息类型", "文件类型"),
        *("服务对象", "截止日期", "发布者", "公开机构"),
    )
)
_LONGEST: Final = 200
_GAP = r"[ \t\u3000\xa0]"


def _spaced(label: str) -> str:
    return rf"{_GAP}*".join(map(re.escape, label))


_LABEL = re.compile(
    r"(?:(?<=[\n\t|;；])|(?<=[ \u3000\xa0]{2})|(?<=\S )|\A)"
    rf"(?P<open>{_GAP}*(?:[-*+>•·●■◆]{_GAP}*)*[*_\[【〔]*{_GAP}*)"
    rf"(?P<label>{'|'.join(_spaced(each) for each in sorted(_KIND, key=len, reverse=True))})"
    rf"(?P<close>{_GAP}*[*_\]】〕]*{_GAP}*)"
    rf"(?P<mark>[:：]{_GAP}*[*_]*|(?=[\t|\n])|(?<=[\]】〕])|(?<=[ \u3000\xa0])(?=[^\s]))"
)
_EMPTY = re.compile(r"[\s|*_:：—-]*")
_ENDS = re.compile(r"[\n\t|]")


class Field(NamedTuple):
    """A field: what it is of (a key of :data:`LABELS`), its words, and where they stand."""

    kind: str
    words: str
    start: int
    end: int


def read_fields(text: str, stated: Iterable[tuple[str, str]] = ()) -> list[Field]:
    """Return the fields of the head *text*, in order, then those of *stated*.

    The fields of *stated* (kind and words) have no place in the text: their span is empty.
    """
    marks = [(found, _KIND[re.sub(r"\s", "", found["label"])]) for found in _LABEL.finditer(text)]
    with_mark = [m for m in marks if m[0]["mark"] or m[0]["close"].strip()]
    sure = {kind for found, kind in marks if re.sub(r"\s", "", found["label"]) not in _COMMON}
    among = len(sure) >= 2  # a table of data: now labels without a colon, and common words, count
    fields: list[Field] = []
    chosen = marks if among else with_mark
    for index, (found, kind) in enumerate(chosen):
        label = re.sub(r"\s", "", found["label"])
        if not sure and label in _COMMON and kind != "source":
            continue
        limit = chosen[index + 1][0].start() if index + 1 < len(chosen) else len(text)
        value = _value(text, found.end(), limit)
        if value and kind != "other":
            fields.append(Field(kind, *value))
    fields += [Field(kind, words.strip(), 0, 0) for kind, words in stated if words.strip()]
    return fields


def first(fields: Sequence[Field], *kinds: str) -> Field | None:
    """Return the first field of the first of *kinds* that has one."""
    for kind in kinds:
        for field in fields:
            if field.kind == kind:
                return field
    return None


def field_starts(fields: Sequence[Field]) -> tuple[int, ...]:
    """Return where the values of the fields of the text begin."""
    return tuple(field.start for field in fields if field.end)


def _value(text: str, at: int, limit: int) -> tuple[str, int, int] | None:
    """Return the words from *at* on: to the end of the cell or line, else the next one."""
    for _ in range(2):
        skipped = _EMPTY.match(text, at, limit)
        begin = skipped.end() if skipped else at
        if text.count("\n", at, begin) > 2:
            return None
        stop = _ENDS.search(text, begin, limit)
        end = stop.start() if stop else limit
        words = text[begin:end].strip(" \u3000\xa0*_")
        if words:
            start = text.index(words, begin)
            return (words, start, start + len(words)) if len(words) <= _LONGEST else None
        at = end + 1
        if at >= limit:
            return None
    return None

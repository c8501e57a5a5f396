"""The title of a plan, whole: over several lines, with 关于, out of the notice that passes it on.

A title (公文标题: 发文机关、事由、文种) stands on lines of its own and ends with the name of a kind
of document. A notice that passes a plan on (关于印发《…》的通知) frames the plan's own title. What
running text cites (根据《…》, 《…》精神) is never looked at: only lines are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from zeren.loaders.names.lexicon import any_of
from zeren.loaders.structure.head.bodies import bodies_in
from zeren.loaders.structure.head.dates import DAY, YEAR
from zeren.loaders.structure.head.forms import place_in_front
from zeren.loaders.structure.head.lines import HEAD, HeadLine, without_blanks
from zeren.loaders.text.brackets import fold

GENRE: Final = any_of(
    "工作要点 重点工作 行动计划 工作计划 实施计划 三年计划 行动方案 实施方案 工作方案 总体方案 "
    "整改方案 分工方案 任务分工 任务分解 任务清单 责任清单 重点任务 工作任务 主要任务 目标任务 "
    "若干措施 政策措施 实施意见 指导意见 意见 规划 纲要 要点 计划 方案 措施 举措 安排 分工 台账 "
    "办法 细则 "
    "规定 条例 政策 通知 通告 公告 决定 决议 指引 指南 导则 预案 制度 机制 三年行动 专项行动 "
    "民生实事 批复 函 "
    "分解表 分工表 任务表 责任表 进度表 安排表 一览表 汇总表 明细表 项目清单 事项清单 工作清单 "
    "清单 项目表 "
    "路线图 任务书 责任书 任务 政策包 条意见 条政策 条措施 实施细则 管理办法 "
    "工作总结和工作计划 "
    "总结及计划 实施办法 建议 责任分解 目标分解 工作分工 工作部署 工作规则 议事规则 规程 章程"
)
_ITEMS = r"[一二三四五六七八九十\d]{1,3}条"
_YEARS = rf"[(\[]?{YEAR}(?:\s*[-—–－~至]+\s*\d{{2,4}})?年?度?[)\]]?"
_GENERIC = re.compile(
    rf"(?:{GENRE}|主要|重点|具体|年度|工作|目标|任务|责任|项目|印发|发布|全文|原文|正文|文件|内容|信息)+"
)
_TAIL = rf"(?:{_YEARS})?(?:[(\[<][^()]{{2,24}}[)\]>]){{0,3}}"
_TITLE = re.compile(rf"[^\n。;!?]{{2,110}}?(?:(?:{GENRE})|{_ITEMS})(?:的通知)?{_TAIL}")
_BRACKET_LINE = re.compile(
    r"(?![^\n]*(?:月|印发|通过|公开|发布|公布|附))[(\[<](?:[^()]*(?:稿|试行|暂行|年|修订|草案|送审|摘要|节选|节录|全文|修正)[^()]*)[)\]>]"
)
# (2024—2030年)实施分工方案: the rest of a title whose first line is a title by itself.
_BRACKET_REST = re.compile(rf"[(\[<][^()]{{2,24}}[)\]>][^\n。;,!?]{{0,20}}?(?:{GENRE}){_TAIL}")
_NO_START = re.compile(
    r"第?[一二三四五六七八九十\d]{1,3}[、.．章节编]|第[一二三四五六七八九十\d]{1,3}条|[(（][一二三四五六七八九十\d]{1,3}[)）]"
    r"|为了?(?!民)|根据|按照|依据|依照|遵照|围绕|现将|经|附件|附表|附:|联系|责任|牵头|来源|发布|索引|抄送|主送|时间|日期"
    r"|相关|请|并|其中|各(?!级|类)|一是|二是|主动公开|文件名|上一|下一|政策解读|解读|点击|扫|本|我[省市县区州]|目录$|序号"
    r"|公开|来信|当前位置|首页|《[^》]*》(?:已|的?政策解释|解读|的?解读)|备注|说明:|注:|Q|A:|问:|答:|标题|名称"
)
_BODY_WORDS = re.compile(
    r"[。;!?]|(?<!\d):(?!\d)|,(?![^,]*(?:通知|意见|方案|措施|决定)$)|(?:制定|提出)(?:本|以下|如下)|如下$|责任单位|牵头单位"
)
_FRAME = re.compile(
    r"(?P<issuers>.{0,120}?)"
    r"(?:关于(?:联合)?(?:印发|下发|转发|公布|发布|颁布|批转|印送|颁发|分发|通过)|印发(?=关于|[《<]))"
    r"(?P<name>.+?)的?(?P<kind>补充通知|通知|函|公告|通告|决定)(?P<tail>[(\[][^()]*[)\]])?$"
)
# A draft that is laid open: its title stands in 《》, what is asked for around it.
_CONSULTED = re.compile(
    r"(?=.*征[求集])(?P<issuers>.{0,60}?)(?:关于)?(?:再次)?(?:[对就])?(?:面?向(?:社会|公众))?(?:公开)?"
    r"(?:征[求集])?(?P<name>[《<][^《》]+[》>](?:[(\[][^()]{2,12}[)\]])?).{0,20}?意见(?:建议)?"
    r"(?:的?(?:通知|公告|通告|函|启事|公示))?"
)
_ASKS = re.compile(r"(?![^《]*《).*(?:征[求集](?:意见|建议)|意见征[求集])(?:稿)?")
# 关于公布…名单的通知: what is made known is a plan only where its name says so.
_MADE_KNOWN = re.compile(r"关于(?:公布|发布|通过)(?=[^《<])")
_DIRECT = re.compile(r"(?P<issuers>.{0,120}?)关于.+")
_QUOTED = re.compile(r"[《<](?P<name>[^《》]+(?:《[^《》]*》[^《》]*)*)[》>]")
_PASSED_ON = re.compile(
    r"(?:现|特)?(?:将|把)?(?P<names>(?:《[^》\n]{3,90}》[(（\w、和及与,，以下简称)）]{0,24}){1,12})[^\n。《]{0,60}?"
    r"(?:(?:印发|下发|发给|转发|公布|发布|颁布)(?=给|你|各|实施|施行|请|如下|[,，。;；\s]|$)|认真(?:抓好|组织)?(?:贯彻|落实|实施|执行)|遵照执行|贯彻(?:执行|落实))"
)
_HANDED_ON = re.compile(r"印发|下发|转发|发给你|请.{0,20}(?:执行|落实|实施)|通过|同意")
_CITED = re.compile(
    r"(?:根据|按照|落实|贯彻|依据|结合|对照|遵循|参照|围绕|依照|执行)[^《。]{0,30}$"
)
_REPORTS = r"(?:印发|出台|发布|公布|下发|制定|推出|颁布)(?:实施|了|关于|面?向社会|公开|征求|征集)*"
_ANY_DAY = re.sub(r"\?P<\w>", "?:", DAY)
_SAID_WHEN = rf"(?:近日|日前|今日|今天|昨日|正式|联合|共同|[于在](?:近日|{_ANY_DAY}))*"
_LEAD = re.compile(
    rf"(?P<issuers>[\u4e00-\u9fff、（）()]{{3,60}}?){_SAID_WHEN}{_REPORTS}《(?P<name>[^》\n]{{4,90}})》"
)
_NEWS = re.compile(
    rf"讯|日电|近日|日前|获悉|记者|消息|今[日天]|昨[日天]|(?<!年)(?<!\d)\d{{1,2}}月\d{{1,2}}日|{DAY}[,，]"
)
_BLANK = r"[ \t\u3000]"
_RUN_ON = re.compile(
    rf"[^\n。;,:]{{2,90}}?关于[^\n。;:]{{4,80}}?(?:{GENRE})(?={_BLANK}*(?:[\u4e00-\u9fff]{{1,14}}[\[〔(]{YEAR}|各[^。\n]{{2,80}}:))"
    r"|[^\n。;,:]{4,50}?(?:行动计划|工作要点|(?:实施|行动|工作)方案|工作计划)"
    rf"(?:{_YEARS})?(?={_BLANK}*(?:为|根据|按照|以习近平|一、))"
)
_GOES_ON = ("和", "与", "及", "暨", "、", "的", "关于", "印发", "实施", "推进", "加强", "促进")
# 青政发〔2024〕3号《…的意见》（全文）: how collections of laws head a page.
_COLLECTED = re.compile(
    rf"(?:[\u4e00-\u9fff]{{2,10}}[\[〔(]{YEAR}[\])〕]第?\d{{1,4}}号)?[《<](?P<name>[^《》]*(?:[《<][^《》<>]*[》>][^《》]*)*)[》>](?:[(\[](?:全文|原文|附全文)[)\]])?"
)
_HAN_INSIDE = re.compile(r"[\u3400-\u9fff]")
_PATH = re.compile(r"[^<>〈〉]{2,}[>»›][^<>〈〉]+[>»›]")  # 首页>方案>…
_MARGIN = re.compile(r"[(\[]?(?:此件|本件)?(?:主动|依申请|不予|公开)(?:公开|发布)")
_MOST_LINES: Final = 4
_WHOLE: Final = 8
_LEAD_LINES: Final = 8
_COLLECTED_LINES: Final = 3
_LONGEST_LINE: Final = 60
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Block:
    """One title as it stands on one line or several: its words without blanks, and its range."""

    words: str
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Titles:
    """What a head says of titles.

    ``title`` is the plan's own (of several plans in one notice: all, as the notice joins them),
    ``rule`` how it was found, ``issuers`` the words before 关于, at
    ``issuers_at``. ``body`` is where the plan's text begins. ``others`` are the titles of further
    plans that the same notice passes on.
    """

    title: str | None
    rule: str
    start: int
    end: int
    body: int
    issuers: str = ""
    issuers_at: int = 0
    others: tuple[str, ...] = ()


NO_TITLE: Final = Titles(None, "", 0, 0, 0)


def is_title(words: str) -> bool:
    """Say whether *words* without blanks are a whole title."""
    folded = fold(words)
    return (
        4 <= len(folded) <= _LONGEST
        and not _NO_START.match(folded)
        and not _BODY_WORDS.search(re.sub(r"[《“\"].*[》”\"]", "", folded))
        and folded.count("《") == folded.count("》")
        and bool(_TITLE.fullmatch(folded))
        and not _GENERIC.fullmatch(folded)
        and not _ASKS.fullmatch(folded)
    )


def read_titles(
    text: str,
    lines: Sequence[HeadLine],
    limit: int,
    signed: int | None,
    fields: Sequence[int],
) -> Titles:
    """Return the title of the plan *text*.

    *lines* are those of its head, *limit* is where its first numbered item begins, *signed* the
    end of the first signature, *fields* where the values of the fields of a table of data begin.
    """
    outside = [
        line for line in lines if not any(line.start <= start < line.end for start in fields)
    ]
    top = _plainer(outside, _first_block(outside, limit))
    frame = _frame(top.words) if top else None
    names = _names(frame.inner) if frame else []
    passed = _passed_on(text, outside, limit if limit else len(text))
    joined = bool(passed and frame and _joins(frame.inner, passed[0]))
    if joined and passed and frame:
        names = [frame.inner, *passed[0][1:]]
    own = _run_on(text) if top is None and _is_run_on(outside) else NO_TITLE
    if own.title:
        return own
    if passed and not names:
        names = [name for name in passed[0] if _same(name, top.words if top else name)] or passed[0]
        if (
            top
            and not frame
            and top.start < passed[1]
            and _is_direct_and_whole(top.words)
            and not _same(names[0], top.words)
        ):
            names = []  # a notice of its own, that only names another document
    after = max(
        filter(None, (passed[1] if passed else 0, _signature_behind(signed, top))), default=0
    )
    if names or frame or (top is None and signed and "印发" in text[:signed]):
        over = None if top and passed and not frame and top.start >= passed[1] else top
        below = _below(outside, after, names, over)
        issuers = (frame.issuers, top.start) if top and frame else _issuers_of(over)
        inner = frame.inner if frame else ""
        others = tuple(names[1:]) or _after_first(inner, below)
        if joined and top:
            at = _ends_again(outside, top)
            return Titles(inner, "notice", top.start, top.end, at, *issuers, others)
        if below:
            title = inner if others and inner else below.words
            return Titles(
                title, "below-notice", below.start, below.end, below.end, *issuers, others
            )
        name = names[0] if names else ""
        if name and top and frame:
            at = _ends_again(outside, top)
            title = inner if others else name
            return Titles(title, "notice", top.start, top.end, at, *issuers, others)
        if name and passed:
            return Titles(name, "passed-on", passed[2], passed[1], 0, *issuers, others)
    if top:
        title = top.words
        return Titles(
            title, "line", top.start, top.end, _ends_again(outside, top), *_issuers_of(top)
        )
    return _lead(text, outside) or _run_on(text)


class _Frame(NamedTuple):
    """A notice around a plan's title: the words before 关于, and what it hands on or lays open."""

    issuers: str
    inner: str


def _frame(words: str) -> _Frame | None:
    """Return the frame that *words* without blanks are, or None."""
    folded = fold(words)
    found = _FRAME.fullmatch(folded) or _CONSULTED.fullmatch(folded)
    if found is None:
        return None
    inner = words[found.start("name") : found.end("name")]
    if _MADE_KNOWN.search(folded) and not is_title(inner):
        return None
    return _Frame(words[: found.end("issuers")], inner)


def _joins(inner: str, names: Sequence[str]) -> bool:
    """Say whether a notice calls by one name, without 《》, the several plans that it hands on."""
    return (
        len(names) > 1
        and not re.match(r"[《<]", inner)
        and bool(re.search("[和及与、]", inner))
        and not any(_same(name, inner) for name in names)
    )


def _after_first(inner: str, first: Block | None) -> tuple[str, ...]:
    """Return the plan that a frame names behind the *first*, where it joins two without 《》."""
    if first is None or not inner.startswith(first.words):
        return ()
    rest = inner[len(first.words) :]
    return (rest[1:],) if rest[:1] in tuple("和及与、") and is_title(rest[1:]) else ()


def _is_run_on(lines: Sequence[HeadLine]) -> bool:
    """Say whether the first line is too long for a title: the text lost its line breaks."""
    return bool(lines) and len(lines[0].plain) > _LONGEST


def _is_direct_and_whole(words: str) -> bool:
    return bool(re.search(r"(?:意见|决定|措施|通知|方案|办法|计划|规划|要点)", words))


def _issuers_of(block: Block | None) -> tuple[str, int]:
    if block is None:
        return "", 0
    found = _DIRECT.fullmatch(fold(block.words))
    return _before(block.words[: found.end("issuers")]) if found else "", block.start


def _before(words: str) -> str:
    """Return the bodies in front of what they hand on: 甲省人民政府 of 甲省人民政府转发国务院."""
    return re.split(r"转发|批转", words, maxsplit=1)[0]


def _first_block(lines: Sequence[HeadLine], limit: int) -> Block | None:
    """Return the first title of *lines* that begins before *limit* (0: anywhere)."""
    for index, line in enumerate(lines):
        if limit and line.start >= limit:
            return None
        block = _block_at(lines, index)
        if block:
            return block
        if len(line.plain) > _LONGEST_LINE and index > 6:
            return None
    return None


def _plainer(lines: Sequence[HeadLine], top: Block | None) -> Block | None:
    """Return *top*, or the same title right below it without the words of the site in front."""
    if top is None:
        return None
    for index in range(top.last + 1, min(top.last + 3, len(lines))):
        block = _block_at(lines, index)
        if block and top.words.endswith(block.words) and top.words != block.words:
            front = top.words[: -len(block.words)]
            part = "关于" in front or bodies_in(front) or place_in_front(front + "。")
            return top if part else block
    return top


def _block_at(lines: Sequence[HeadLine], index: int) -> Block | None:
    """Return the title that begins with the line at *index*, over as many lines as it takes."""
    first = lines[index]
    collected = _COLLECTED.fullmatch(fold(first.plain)) if index < _COLLECTED_LINES else None
    if collected:
        name = first.plain[slice(*collected.span("name"))]
        return Block(name, first.start, first.end, index, index) if is_title(name) else None
    if not _may_begin(first.plain):
        return None
    words = ""
    for last in range(index, min(index + _MOST_LINES, len(lines))):
        piece = lines[last].plain
        if last > index and (len(piece) > _LONGEST_LINE or _NO_START.match(fold(piece))):
            return None
        if not _HAN_INSIDE.search(piece) or _MARGIN.match(fold(piece)):
            return None
        words = _joined(words, piece)
        if is_title(words):
            if last > index and _stands_alone(lines, index, last):
                return None
            last = _longer(lines, index, last, words)
            whole = ""
            for line in lines[index : last + 1]:
                whole = _joined(whole, line.plain)
            return Block(_clean(whole), first.start, lines[last].end, index, last)
        if len(words) > _LONGEST or (last == index and len(piece) > _LONGEST_LINE):
            return None
    return None


def _joined(before: str, piece: str) -> str:
    return piece if not before else before + piece


def _may_begin(plain: str) -> bool:
    folded = fold(plain)
    return (
        len(plain) >= 3
        and not _NO_START.match(folded)
        and not _BODY_WORDS.search(re.sub(r"[《“\"].*[》”\"]", "", folded))
        and not re.fullmatch(rf".*{DAY}", plain)
        and (not plain.endswith(("文件", "号", "》")) or plain.startswith("关于"))
        and not _PATH.search(plain)
    )


def _stands_alone(lines: Sequence[HeadLine], index: int, last: int) -> bool:
    """Say whether the lines behind the first are a title by themselves, which does not go on it."""
    first = lines[index].plain
    if first.endswith(_GOES_ON):
        return False
    rest = ""
    for line in lines[index + 1 : last + 1]:
        rest = _joined(rest, line.plain)
    if not is_title(rest) or rest.startswith(("的", "和", "与", "及", "、")):
        return False
    if rest.startswith("关于"):
        return True  # bodies, and below them what the document is about
    began = (
        "关于" in first or re.match(rf"(?:{YEAR}|[“\"《])", first) or place_in_front(first + "。")
    )
    return not began or bool(bodies_in(first))


def _longer(lines: Sequence[HeadLine], index: int, last: int, words: str) -> int:
    """Return the last line of the title, where more lines belong to it than make it whole."""
    framed = re.search(r"关于(?:印发|下发|转发|公布|发布)", words) and not re.search(
        r"(?:通知|函|公告)$", words
    )
    if framed or fold(words).count("(") > fold(words).count(")"):
        longer = words
        for more in range(last + 1, min(last + 3, len(lines))):
            longer = _joined(longer, lines[more].plain)
            if is_title(longer) and re.search(r"(?:通知|函|公告)$", longer):
                return more
    if last + 1 < len(lines):
        after = lines[last + 1].plain
        if re.match(r"的(?:通知|函|意见|公告|决定)$", after):
            return last + 1
        if _BRACKET_LINE.fullmatch(fold(after)) or _BRACKET_REST.fullmatch(fold(after)):
            return last + 1
    return last


def _clean(words: str) -> str:
    words = re.sub(r"[*_#]+$", "", words)
    whole = re.fullmatch(r"[《<]([^《》]+)[》>]", words)
    return whole.group(1) if whole else words


def _names(words: str) -> list[str]:
    """Return the names that a frame holds: those in 《》, else all of it."""
    quoted = list(_QUOTED.finditer(words))
    if quoted and re.match(r"[《<]", words):
        names = [_stripped(found["name"]) for found in quoted]
        draft = words[quoted[-1].end() :]
        return [*names[:-1], names[-1] + draft] if re.fullmatch(r"[(（].+[)）]", draft) else names
    return [_stripped(words)]


def _stripped(name: str) -> str:
    plain = without_blanks(name).strip()
    whole = re.fullmatch(r"[《<〈]([^《》<>〈〉]+)[》>〉]", plain)
    return whole.group(1) if whole else plain.strip("《》")


def _passed_on(
    text: str, lines: Sequence[HeadLine], limit: int
) -> tuple[list[str], int, int] | None:
    """Return the titles that the text of a notice passes on, the end of that text, its start."""
    for line in lines:
        if line.start >= limit or (len(line.plain) > 900):
            return None
        for found in _PASSED_ON.finditer(text, line.start, line.end):
            if _CITED.search(text, line.start, found.start("names")) or _CITED.search(
                text[line.start : found.start("names")]
            ):
                continue
            if not _HANDED_ON.search(text, found.start(), line.end):
                continue
            names = [_stripped(each["name"]) for each in _QUOTED.finditer(found["names"])]
            names = [n for n in names if len(n) > 6 and not _FRAME.fullmatch(fold(n))]
            if names:
                return names, line.end, found.start("names")
    return None


def _signature_behind(signed: int | None, top: Block | None) -> int | None:
    return signed if signed and (top is None or signed > top.end) else None


def _below(
    lines: Sequence[HeadLine], after: int, names: Sequence[str], top: Block | None
) -> Block | None:
    """Return the plan's own title below the notice: behind its signature, or the same words."""
    same = _spelt(lines, names[0], top) if names else None
    tried = 0
    for index in range(len(lines) if same is None else 0):
        if top is not None and index <= top.last:
            continue
        block = _block_at(lines, index)
        if block and names and _same(block.words, names[0]):
            same = block
            break
    if same:
        return same
    if not after:
        return None
    for index, line in enumerate(lines):
        if line.start < after:
            continue
        if re.match(r"附件|[(（]此件|[(（]联系|联系|抄送|目录$|[—–-]", line.plain):
            continue
        block = _block_at(lines, index)
        if block:
            return block
        tried += 1
        if tried > 3:
            return None
    return None


def _spelt(lines: Sequence[HeadLine], name: str, top: Block | None) -> Block | None:
    """Return the lines below *top* that together are *name*, with a bracket line behind them."""
    plain, shorter = _letters(name), _letters(re.sub(r"[(（][^()（）]*[)）]$", "", name))
    for index in range(top.last + 1 if top else 0, len(lines)):
        words = ""
        for last in range(index, min(index + _MOST_LINES, len(lines))):
            words += lines[last].plain
            spelt = _letters(words)
            if spelt in {plain, shorter}:
                last = _longer(lines, index, last, words)
                whole = "".join(line.plain for line in lines[index : last + 1])
                return Block(_clean(whole), lines[index].start, lines[last].end, index, last)
            if not plain.startswith(spelt):
                break
    return None


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", words)


def _same(one: str, other: str) -> bool:
    """Say whether two titles are one: punctuation, years and an issuer in front do not count."""
    a, b = (re.sub(r"[\W_]+", "", re.sub(r"\([^()]*\)$", "", fold(x))) for x in (one, other))
    if not a or not b:
        return False
    long, short = (a, b) if len(a) > len(b) else (b, a)
    if not long.endswith(short) or len(short) < 8:
        return False
    front = long[: -len(short)]
    return not front or bool(bodies_in(front) or place_in_front(f"{front}。"))


def _ends_again(lines: Sequence[HeadLine], top: Block) -> int:
    """Return the end of *top*, or of its last repetition: a page says its title several times."""
    end = top.end
    for index in range(top.last + 1, len(lines)):
        block = _block_at(lines, index)
        if block and _same(block.words, top.words):
            end = block.end
    return end


def _lead(text: str, lines: Sequence[HeadLine]) -> Titles | None:
    """Return the title in a news lead: 近日，甲市人民政府印发《…》, with or without 近日."""
    for line in lines[:_LEAD_LINES]:
        found = _LEAD.search(text, line.start, line.end)
        if found is None or _CITED.search(text[line.start : found.start("name")]):
            continue
        words = re.sub(r"^.*?(?:讯|日电|近日|日前|今日|获悉)", "", found["issuers"])
        at_once = found.start() == line.start and line.end > found.end() and bodies_in(words)
        if at_once or _NEWS.search(line.words[:80]):
            start = found.start("issuers") + len(found["issuers"]) - len(words)
            name = _stripped(found["name"])
            own = _DIRECT.fullmatch(fold(name))
            if own and bodies_in(name[: own.end("issuers")]):  # 网站公布了《国务院关于…的意见》
                words, start = name[: own.end("issuers")], found.start("name")
            return Titles(name, "news", found.start("name"), found.end("name"), 0, words, start)
    return None


def reported(text: str, title: str) -> tuple[str, int] | None:
    """Return the words in front of a report that *title* was issued, and where they stand."""
    if len(title) < _WHOLE:
        return None
    said = rf"{_REPORTS}[《<]?{re.escape(title)}"
    if not re.compile(said).search(text, 0, HEAD):
        return None  # at a fraction of what it costs to look for who did it
    who = r"(?P<issuers>[\u4e00-\u9fff、（）()]{3,60}?)"
    found = re.compile(rf"{who}{_SAID_WHEN}{said}").search(text, 0, HEAD)
    if found is None or _CITED.search(text[max(0, found.start() - 30) : found.end("issuers")]):
        return None
    words = re.sub(r"^.*?(?:讯|日电|近日|日前|今日|获悉|由)", "", found["issuers"])
    return words, found.start("issuers") + len(found["issuers"]) - len(words)


def _run_on(text: str) -> Titles:
    """Return the title of a text that lost its line breaks."""
    begin = len(text) - len(text.lstrip())
    found = _RUN_ON.match(fold(text[:HEAD_OF_RUN]), begin)
    if not found:
        return NO_TITLE
    words = without_blanks(text[begin : found.end()])
    frame, direct = _frame(words), _DIRECT.fullmatch(words)
    issuers = frame.issuers if frame else _before(words[: direct.end("issuers")]) if direct else ""
    title = _names(frame.inner)[0] if frame else words
    return Titles(title, "run-on", begin, found.end(), 0, issuers, begin)


HEAD_OF_RUN: Final = 400
"""Characters at the beginning in which a title without a line of its own is looked for."""


def of_page(words: str, start: int, end: int, rule: str) -> Titles | None:
    """Return the title that a field of a page, or the name of a file, gives; out of its frame."""
    plain = without_blanks(words)
    if len(plain) < 4:
        return None
    frame = _frame(plain)
    title = _names(frame.inner)[0] if frame else _clean(plain)
    direct = _DIRECT.fullmatch(plain)
    issuers = _before(plain[: direct.end("issuers")]) if direct else ""
    return Titles(title, rule, start, end, 0, issuers, start)

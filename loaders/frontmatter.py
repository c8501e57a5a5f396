"""What a plan says of itself: title, issuer, place, level, date, number, period.

Everything is read where official documents put it (GB/T 9704-2012: title, 发文字号,
signature and date of issue) and left out where the text does not give it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zeren.loaders.extraction.brackets import fold
from zeren.loaders.extraction.lexicon import any_of
from zeren.loaders.records import Level

_HAN = r"[\u4e00-\u9fff]"
_HEAD = 6000
"""Characters at the beginning in which the front matter stands."""

_GENRE = any_of(
    "工作要点 重点工作 行动计划 工作计划 实施计划 三年计划 行动方案 实施方案 工作方案 总体方案 "
    "整改方案 分工方案 任务分工 任务分解 任务清单 责任清单 重点任务 工作任务 主要任务 目标任务 "
    "若干措施 政策措施 实施意见 指导意见 意见 规划 纲要 要点 计划 方案 措施 安排 分工 台账"
)
_YEAR = r"(?:19|20)\d{2}"
_DAY = rf"(?P<y>{_YEAR}) ?年 ?(?P<m>\d{{1,2}}) ?月 ?(?P<d>\d{{1,2}}) ?日"
_YEARS = rf"[(（\[〔]?{_YEAR}(?:\s*[-—–－~至]+\s*\d{{2,4}})?年?度?[)）\]〕]?"
_TITLE = re.compile(
    rf"[^\n。；;！!?：:]{{2,70}}(?:{_GENRE})(?:的通知)?(?:\s*{_YEARS})?(?:\s*[(（][^()（）]{{2,20}}[)）])?"
)
_TITLE_RUN_ON = re.compile(
    rf"[^\n。；，;,：:]{{4,50}}?(?:行动计划|工作要点|(?:实施|行动|工作)方案|工作计划)(?:{_YEARS})?"
    "(?=为|根据|按照|以习近平|一、)"
)
_NUMBERED = re.compile(
    r"第?[一二三四五六七八九十\d]{1,3}[、.．章条]|[(（][一二三四五六七八九十\d]{1,3}[)）]|附件"
)
_NOTICE = re.compile(
    rf"(?P<issuer>(?:{_HAN}|[（）()、 ]){{2,60}}?)?关于(?:印发|下发|转发|公布|发布|做好|贯彻落实)"
    r"(?P<name>[^\n]{4,90}?)的?(?:通知|函|公告|决定)"
)
_NOTICE_OF = re.compile(r"印发[^\n]{0,20}?《(?P<name>[^》\n]{4,80})》")
_ORGANISATION = re.compile(
    rf"(?:中共)?(?:{_HAN}|[（）()]){{2,40}}?"
    f"(?:{any_of('委员会 人民政府 政府 办公室 办公厅 局 厅 委 办 部 院 会 领导小组 指挥部 署')})"
)
_DAY_OF_SIGNATURE = re.compile(rf"[^\n]{{0,4}}?{_DAY}")
_DATED_LINE = re.compile(rf"(?m)^ *[(（]?{_DAY}[)）]? *$")
_PRINTED = re.compile(rf"(?P<issuer>(?:{_HAN}){{4,40}})?[ \u3000]*{_DAY}\s*印发")
_PRINTED_HINT = re.compile(r"日\s*印发")  # _PRINTED is slow, and most texts have no such line
_LABELLED_DATE = re.compile(
    r"(?:成文|发文|印发|发布|公开|生成|制发|签发)(?:日期|时间)\s*[:：]?\s*"
    rf"(?P<y>{_YEAR})\s*[-年/.]\s*(?P<m>\d{{1,2}})\s*[-月/.]\s*(?P<d>\d{{1,2}})"
)
_LABELLED_ISSUER = re.compile(
    r"(?:发布机构|发文机关|发文单位|制发机关|发布单位|公开责任部门|责任部门)\s*[:：]?\s*"
    rf"(?P<issuer>{_HAN}{{3,30}})"
)
_DOCUMENT_NUMBER = re.compile(
    r"(?:.*(?:文\s*号|字\s*号|发文字号|文件编号)\s*[:：]?\s*)?"
    rf"(?P<number>{_HAN}{{1,14}}[〔\[(（【]\s*{_YEAR}\s*[〕\])）】]\s*第?\s*\d{{1,4}}\s*号)"
)
_PLACE = re.compile(rf"{_HAN}{{2,8}}?(?:特别行政区|自治[区州县旗]|[省市区县州盟旗])")
_NO_PLACE = re.compile(
    r".*(?:城市|都市|社区|园区|景区|地区|灾区|辖区|小区|片区|校区|[全各][省市区县州])$"
)
_LEVEL_OF_PLACE: tuple[tuple[tuple[str, ...], Level], ...] = (
    (("省", "自治区", "特别行政区"), "province"),
    (("市", "州", "盟"), "city"),
    (("县", "区", "旗"), "county"),
)
_LEVEL_WORDS: tuple[tuple[str, Level], ...] = (
    ("全省", "province"),
    ("全自治区", "province"),
    ("全市", "city"),
    ("全州", "city"),
    ("全盟", "city"),
    ("全县", "county"),
    ("全区", "county"),
    ("全旗", "county"),
    ("全国", "national"),
)
_SPAN_OF_YEARS = re.compile(rf"({_YEAR})\s*年?\s*[-—–－~至到]+\s*((?:19|20)?\d{{2}})\s*年?")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the text gives of its own metadata, and the offset where the plan's body begins."""

    title: str | None
    issuer: str | None
    jurisdiction: str | None
    level: Level | None
    issued: date | None
    document_number: str | None
    period: tuple[int, int] | None
    body: int


def read_front_matter(text: str, first_mark: int) -> FrontMatter:
    """Read cleaned *text*; *first_mark* is where its first line with a number begins, or 0."""
    head = text[: min(first_mark, _HEAD)] if first_mark else text[:_HEAD]
    title, body = _title(text, head)
    issuer = _issuer(text, head)
    place = _place(issuer, title)
    if issuer and place and issuer[0] == place[-1] and not issuer.startswith(place):
        issuer = place + issuer[1:]  # 市教育局 of 青沅市
    return FrontMatter(
        title=title,
        issuer=issuer,
        jurisdiction=place,
        level=_level(text, place, issuer, title),
        issued=_issued(text),
        document_number=_document_number(head),
        period=_period(title),
        body=body,
    )


def _title(text: str, head: str) -> tuple[str | None, int]:
    """Return the plan's title and the offset behind it, where its body begins."""
    lines = list(re.finditer(r"[^\n]+", text[:_HEAD]))
    signed = next((at for _, at in _signatures(text[:_HEAD])), None)
    if signed and "印发" in text[:signed]:
        # A covering notice, signed and dated; the plan's own title stands below it.
        for line in [line for line in lines if line.start() > signed][:4]:
            if _is_title(line.group().strip()):
                return line.group().strip(), line.end()
    quoted = _NOTICE_OF.search(head)
    notice = _NOTICE.search(head)
    name = quoted.group("name") if quoted else None
    if name is None and notice:
        name = notice.group("name").strip("《》 ")
    if name:
        plain = re.sub(r"\s", "", name)
        for line in reversed(lines):
            words = re.sub(r"\s", "", line.group())
            if words.strip("《》") == plain:
                return name, line.end()
    for line in lines:
        if line.start() < len(head) and _is_title(line.group().strip()):
            return line.group().strip(), line.end()
    if name:
        return name, notice.end() if notice and not quoted else 0
    run_on = _TITLE_RUN_ON.match(text.lstrip())
    return (run_on.group(), 0) if run_on else (None, 0)


def _is_title(words: str) -> bool:
    return "关于" not in words and not _NUMBERED.match(words) and bool(_TITLE.fullmatch(words))


def _signatures(text: str) -> Iterator[tuple[str, int]]:
    """Yield each line above a line that is a date, with the offset where the date's line ends."""
    above, offset = "", 0
    for line in text.split("\n"):
        offset += len(line) + 1
        words = line.strip()
        if len(words) < 24 and _DAY_OF_SIGNATURE.fullmatch(words):
            yield above, offset - 1
        above = words or above


def _issuer(text: str, head: str) -> str | None:
    for above, _ in _signatures(text):
        if len(above) <= 40 and _ORGANISATION.fullmatch(above):
            return above
    printed = _PRINTED.search(text) if _PRINTED_HINT.search(text) else None
    for found in filter(None, (_LABELLED_ISSUER.search(head), printed)):
        issuer = found.group("issuer") or ""
        if found is not printed or _ORGANISATION.fullmatch(issuer):
            return issuer
    notice = _NOTICE.search(head)
    named = (notice.group("issuer") or "").strip() if notice else ""
    return named if _ORGANISATION.fullmatch(named) else None


def _issued(text: str) -> date | None:
    """Return the date of the signature, else of printing, else of publication."""
    for pattern in (_DATED_LINE, _PRINTED, _LABELLED_DATE):
        if pattern is _PRINTED and not _PRINTED_HINT.search(text):
            continue
        for found in pattern.finditer(text):
            try:
                return date(*(int(found.group(part)) for part in "ymd"))
            except ValueError:
                continue
    return None


def _document_number(head: str) -> str | None:
    for line in head.split("\n"):
        found = _DOCUMENT_NUMBER.fullmatch(line.strip())
        if found:
            return re.sub(r"\s", "", found.group("number"))
    return None


def _place(issuer: str | None, title: str | None) -> str | None:
    for words in filter(None, (issuer, title)):
        plain = re.sub(r"^(?:中共)?(?:\d{4}年)?", "", words)
        found = _PLACE.match(plain)
        if found and found.end() < len(plain) and not _NO_PLACE.match(found.group()):
            return found.group()
    return None


def _level(text: str, place: str | None, issuer: str | None, title: str | None) -> Level | None:
    for endings, level in _LEVEL_OF_PLACE:
        if place and place.endswith(endings):
            return level
    if issuer and re.match(r"国务院|国家|中共中央|全国", issuer):
        return "national"
    for words in (title or "", text[:_HEAD]):
        for word, level in _LEVEL_WORDS:
            if word in words:
                return level
    return None


def _period(title: str | None) -> tuple[int, int] | None:
    """Return the first and last year that the title names, or None."""
    years = _SPAN_OF_YEARS.search(fold(title)) if title else None
    if years:
        first = int(years.group(1))
        last = int(years.group(2))
        last = last if last > 99 else first // 100 * 100 + last
        return (first, last) if first <= last else None
    single = re.search(rf"({_YEAR})\s*年", title) if title else None
    return (int(single.group(1)), int(single.group(1))) if single else None

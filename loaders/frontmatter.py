"""What a plan says of itself: title, issuer, place, level, date, number, period.

Everything is read where official documents put it (GB/T 9704-2012: title, 发文字号,
signature and date of issue) and left out where the text does not give it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from zeren.loaders.extraction.brackets import fold
from zeren.loaders.records import Level

_GENRE = (
    r"(?:工作要点|重点工作|行动计划|工作计划|实施计划|三年计划|行动方案|实施方案|工作方案|总体方案|整改方案|分工方案|任务分工|任务分解|"
    r"任务清单|责任清单|重点任务|工作任务|主要任务|目标任务|若干措施|政策措施|实施意见|指导意见|意见|规划|纲要|要点|计划|方案|措施|安排|分工|台账)"
)
_YEARS = r"[(（\[〔]?\d{4}(?:\s*[-—–－~至]+\s*\d{2,4})?年?度?[)）\]〕]?"
_TITLE_LINE = re.compile(
    rf"[^\n。；;！!?：:]{{2,70}}{_GENRE}(?:的通知)?(?:\s*{_YEARS})?(?:\s*[(（][^()（）]{{2,20}}[)）])?"
)
_RUN_ON_TITLE = re.compile(
    rf"[^\n。；，;,：:]{{4,50}}?(?:行动计划|工作要点|实施方案|行动方案|工作方案|工作计划)(?:{_YEARS})?(?=为|根据|按照|以习近平|一、)"
)
_NOTICE = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff（）()、 ]{2,60}?)?关于(?:印发|下发|转发|公布|发布|做好|贯彻落实)"
    r"(?P<name>[^\n]{4,90}?)的?(?:通知|函|公告|决定)"
)
_QUOTED = re.compile(r"印发[^\n]{0,20}?《(?P<name>[^》\n]{4,80})》")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}[〔\[(（【]\s*(?:19|20)\d{2}\s*[〕\])）】]\s*第?\s*\d{1,4}\s*号")
_NUMBER_LINE = re.compile(
    rf"(?:.*(?:文\s*号|字\s*号|发文字号|文件编号)\s*[:：]?\s*)?(?P<number>{_NUMBER.pattern})"
)
_DATE = re.compile(r"(?P<y>(?:19|20)\d{2})\s*(?:年|[-/.])\s*(?P<m>\d{1,2})\s*(?:月|[-/.])\s*(?P<d>\d{1,2})\s*日?")
_HAN_DATE = re.compile(r"(?P<y>[二〇○零一九]{1}[〇○零九]?[〇○零一二三四五六七八九]{2,3})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日")
_LABELLED_DATE = re.compile(
    r"(?:成文|发文|印发|发布|公开|生成|制发|签发)(?:日期|时间)\s*[:：]?\s*(?P<date>(?:19|20)\d{2}[^\n]{4,8}\d)"
)
_LABELLED_ISSUER = re.compile(r"(?:发布机构|发文机关|发文单位|制发机关|发布单位|公开责任部门|责任部门)\s*[:：]\s*(?P<issuer>[\u4e00-\u9fff]{3,30})")
_ORGANISATION = re.compile(
    r"(?:中共)?[\u4e00-\u9fff（）()]{2,40}?(?:委员会|人民政府|政府|办公室|办公厅|局|厅|委|办|部|院|会|领导小组|指挥部|署)"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:特别行政区|自治[区州县旗]|省|市|区|县|州|盟|旗)")
_NO_PLACE = re.compile(r".*(?:城市|都市|社区|园区|景区|地区|灾区|辖区|小区|片区|校区|全省|全市|全区|全县|全州|各市|各县|各区)$")
_LEVELS: tuple[tuple[str, Level], ...] = (
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
_NUMBERED = re.compile(r"(?:第?[一二三四五六七八九十\d]{1,3}[、.．章条]|[(（][一二三四五六七八九十\d]{1,3}[)）]|附件)")
_SIGNED = re.compile(
    r"(?m)^[ 　]*[\u4e00-\u9fff（）()、 ]{3,60}\n+[ 　]*(?:19|20)\d{2} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日[ 　]*$"
)
_HEAD = 6000


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
    """Read cleaned *text*; *first_mark* is where its first possible number stands."""
    head = text[: min(first_mark, _HEAD)] if first_mark else text[:_HEAD]
    title, body = _title(text, head)
    issued = _issued(text, body)
    issuer = _issuer(text, head, body)
    jurisdiction = _jurisdiction(issuer, title)
    issuer = _full(issuer, jurisdiction)
    return FrontMatter(
        title=title,
        issuer=issuer,
        jurisdiction=jurisdiction,
        level=_level(text, jurisdiction, issuer, title),
        issued=issued,
        document_number=_document_number(head),
        period=_period(title, issued),
        body=body,
    )


def _title(text: str, head: str) -> tuple[str | None, int]:
    """Return the plan's title and the offset behind it, where its body begins."""
    quoted = _QUOTED.search(head)
    notice = _NOTICE.search(head)
    name = quoted.group("name") if quoted else None
    if name is None and notice:
        name = notice.group("name").strip("《》 ")
    lines = list(re.finditer(r"[^\n]+", text[:_HEAD]))
    signed = _signature_date(text)
    if signed:
        # A covering notice, signed and dated; the plan's own title stands below it.
        below = [line for line in lines if line.start() > signed][:4]
        for line in below:
            if _is_title(line.group().strip()):
                return line.group().strip(), line.end()
    if name:
        plain = re.sub(r"\s", "", name)
        for line in reversed(lines):
            words = re.sub(r"\s", "", line.group())
            if words.strip("《》") == plain and "通知" not in words:
                return name, line.end()
    for line in lines:
        words = line.group().strip()
        if line.start() >= len(head):
            break
        if _is_title(words):
            return words, line.end()
    if name:
        return name, notice.end() if notice and not quoted else 0
    run_on = _RUN_ON_TITLE.match(text.lstrip())
    if run_on:
        return run_on.group(), 0
    return None, 0


def _is_title(words: str) -> bool:
    if "关于" in words or _NUMBERED.match(words):
        return False
    return bool(_TITLE_LINE.fullmatch(words))


def _signature_date(text: str) -> int | None:
    """Return the offset behind the date that signs a covering notice, or None."""
    found = _SIGNED.search(text[:_HEAD])
    return found.end() if found and "印发" in text[: found.start()] else None


def _issuer(text: str, head: str, body: int) -> str | None:
    for found in re.finditer(r"(?m)^[ 　]*([^\n]{3,40}?)[ 　]*\n+[ 　]*[^\n]{0,4}(?:(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)[ 　]*$", text):
        if _ORGANISATION.fullmatch(found.group(1).strip()):
            return found.group(1).strip()
    labelled = _LABELLED_ISSUER.search(head)
    if labelled:
        return labelled.group("issuer")
    notice = _NOTICE.search(head)
    if notice and notice.group("issuer"):
        issuer = notice.group("issuer").strip()
        if _ORGANISATION.fullmatch(issuer):
            return issuer
    return None


def _issued(text: str, body: int) -> date | None:
    labelled = _LABELLED_DATE.search(text)
    lines = re.finditer(r"(?m)^[ 　]*[(（]?([^\n]{8,20}?)[)）]?[ 　]*$", text)
    for line in lines:
        words = line.group(1).strip()
        found = _DATE.fullmatch(words)
        if found and "年" in words:
            return _date(found)
    printed = re.search(r"(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)\s*印发", text)
    for each in (printed, labelled):
        if each:
            found = _DATE.search(each.group("date"))
            if found:
                return _date(found)
    return None


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found.group("y")), int(found.group("m")), int(found.group("d")))
    except ValueError:
        return None


def _document_number(head: str) -> str | None:
    for line in head.split("\n"):
        found = _NUMBER_LINE.fullmatch(line.strip())
        if found:
            return re.sub(r"\s", "", found.group("number"))
    return None


def _jurisdiction(issuer: str | None, title: str | None) -> str | None:
    for words in (issuer, title):
        if not words:
            continue
        clean = re.sub(r"^(?:中共)?\d{0,4}年?", "", words)
        found = _PLACE.match(clean)
        if found and found.end() < len(clean) and not _NO_PLACE.match(found.group()):
            return found.group()
    return None


def _full(issuer: str | None, place: str | None) -> str | None:
    """Return the issuer with the place's name for its level word: 市教育局 of 青沅市."""
    if issuer and place and issuer[0] == place[-1] and not issuer.startswith(place):
        return place + issuer[1:]
    return issuer


def _level(text: str, place: str | None, issuer: str | None, title: str | None) -> Level | None:
    if place:
        if place.endswith(("省", "自治区", "特别行政区")):
            return "province"
        if place.endswith(("市", "州", "盟")):
            return "city"
        return "county"
    if issuer and re.match(r"国务院|国家|中共中央|全国", issuer):
        return "national"
    for words in (title or "", text[:_HEAD]):
        for word, level in _LEVELS:
            if word in words:
                return level
    return None


def _period(title: str | None, issued: date | None) -> tuple[int, int] | None:
    if title:
        years = re.search(r"(?P<a>(?:19|20)\d{2})\s*年?\s*[-—–－~至到]+\s*(?P<b>(?:19|20)?\d{2})\s*年?", fold(title))
        if years:
            first = int(years.group("a"))
            last = int(years.group("b"))
            last = last if last > 99 else first // 100 * 100 + last
            return (first, last) if first <= last else None
        single = re.search(r"((?:19|20)\d{2})\s*年", title)
        if single:
            return int(single.group(1)), int(single.group(1))
    return None

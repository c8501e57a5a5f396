"""Texts that are no plan: regulations, forms, replies, news.

Their articles and lists are numbered as tasks are, but nobody is given anything to do. A text
with responsibility clauses is taken for a plan, whatever it is called.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zeren.loaders.clauses.labels import find_labels
from zeren.loaders.text.brackets import fold

_HEAD: Final = 15
"""Lines in which a text says what it is."""
_NEWS_HEAD: Final = 800
_FEWEST_LABELS: Final = 2
_TRIAL = r"(?:\s*[(（][^()（）\n]{1,20}[)）])?"
_BEHIND = rf"(?:的通知|的公告|的函)?{_TRIAL}\s*"


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of text that is no plan.

    ``title`` fits a line at its head, ``body`` what its text must have as well; ``said`` is what
    to call it. An ``example`` of the line, and a ``counter_example``.
    """

    id: str
    title: re.Pattern[str]
    body: re.Pattern[str]
    said: str
    example: str
    counter_example: str


GENRES: Final = (
    Genre(
        "regulation",
        re.compile(
            rf"[^\n。；;]{{2,60}}(?:条例|规定|办法|细则|规则|章程|规程|守则|准则){_BEHIND}"
            r"|.{0,400}制定本(?:条例|规定|办法|细则|规则|章程|规程|守则|准则).{0,20}"
        ),
        re.compile(r"(?m)^[ \t\u3000]*第[一二三四五六七八九十\d]{1,3}条[^\n]*$"),
        "a regulation (法规、办法)",
        "霜溪县渡口管理办法（试行）",
        "霜溪县渡口整治工作方案",
    ),
    Genre(
        "reply",
        re.compile(rf"[^\n。；;]{{2,60}}(?:的答复|的复函|答复意见|的批复|的回复){_BEHIND}"),
        re.compile(
            "[你您](?:们)?(?:提出|好|单位|[局厅县市区])|收悉|现(?:答复|批复|函复|回复)|原则同意|同意"
        ),
        "a reply (答复、批复)",
        "关于整治渡口的建议的答复",
        "关于整治渡口的实施意见",
    ),
    Genre(
        "form",
        re.compile(
            r"[^\n。；;]{0,40}(?:申请|申报|登记|报名|推荐|备案|审批|信息采集|回执|调查|自评)(?:信息)?"
            rf"(?:表|书|单){_TRIAL}\s*|[^\n。；;]{{0,40}}承诺书\s*"
        ),
        re.compile(r"填表|盖\s*章|签\s*[字名]|联系电话|身份证|年\s+月\s+日"),
        "a form (申请表、承诺书)",
        "渡口经营申请表",
        "渡口整治任务分解表",
    ),
    Genre(
        "news",
        re.compile(r".*(?:来源|作者|记者|编辑|通讯员|浏览次数|阅读量?)\s*[:：].*"),
        re.compile(
            r"本[报网台]讯|\d日[电讯]|(?:记者|通讯员)[\s从\u4e00-\u9fff]{0,6}(?:获悉|了解到|[)）]|报道|电)"
        ),
        "a news page (新闻报道)",
        "来源：霜溪日报",
        "霜溪县交通局",
    ),
)


def no_plan(text: str) -> Genre | None:
    r"""Return what a cleaned *text* is, where it is no plan; else None.

    >>> no_plan("渡口管理办法\n第一条 为管好渡口，制定本办法。\n第二条 渡口由县管理。").id
    'regulation'
    """
    lines = [line.strip() for line in text[: 20 * _NEWS_HEAD].split("\n") if line.strip()]
    for genre in GENRES:
        where = text[:_NEWS_HEAD] if genre.id == "news" else text
        if (
            any(genre.title.fullmatch(line) for line in lines[:_HEAD])
            and genre.body.search(where)
            and not _is_assigned(text)
        ):
            return genre
    return None


def _is_assigned(text: str) -> bool:
    folded = fold(text)
    labels = [label for label in find_labels(folded, 0, len(folded)) if label.role is not None]
    return len(labels) >= _FEWEST_LABELS

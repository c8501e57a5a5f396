"""What the name of a unit looks like: the questions that the grammar asks of a word.

The words come from ``bodies.ttl`` (forms of names, kinds of places) and
``functions.ttl`` (what departments are called); here is only how they combine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from zeren.loaders.names.common import no_body
from zeren.loaders.text.brackets import fold
from zeren.ontology.vocabulary import all_words, words_below

LONGEST_NAME = 40
"""Characters; the longest full names of committees stay below it."""

_REMEMBERED = 4096
"""Names whose answers are kept: a plan asks for each of its units many times."""

_FUNCTIONS = "functions.ttl"
_BODIES = "bodies.ttl"
# Words of prose: a name of a body holds none of them.
_GRAMMAR = re.compile(
    r"[的了是把被将着等:《》!?%]|其(?![他它余])|\d{3,}+(?!热线|急救|指挥|政务|便民)|(?<!级)以上|以下|为主"
)
_QUOTES = re.compile("[“”‘’\"']")
_EXCEPT = re.compile(r"除[^、,;]{2,14}外,?的?(?=各|其他|其余)")
_ACTS = re.compile(
    r"推进|加强|完善|提升|建立|健全|开展|制定|确保|做好|围绕|(?<!西医)结合|按照|根据|开工|新建|启动"
)
# A body founded for one task is named by it: 推进企业上市工作领导小组.
_NAMED_BY_TASK = re.compile(
    r"(?:领导小组|协调小组|工作小组|工作组|专班|指挥部|联席会议|协调机制|委员会)"
    r"(?:办公室|办|(?:各|其他|其余)?成员单位|[(\[<].*)?$"
)
_COLLECTIVE = re.compile(
    r"^(?:其他|其它|其余|所有|全体|属地|沿线|沿江|沿海|涉及|辖区|所在|项目所在地|相应"
    r"|地方(?!金融|税务|海事|铁路|病|志|史|戏|标准|债)|[一二三四五六七八九十两\d]大"
    r"|[市省区县州]直(?!属?机关(?:党?工委|工作)))"
    r"|各(?!自)|有关|相关|成员单位|所属单位|直属单位|下属单位"
    r"|(?:直属?|级)(?:部门|单位|机关)$|^[省市县区州乡镇村]级(?:人民)?政府$"
    r"|[局委厅省市县区]属(?:事业单位|国有?企业?|企业|单位|公司|医院|学校|高校)$"
    # Kinds of places joined: 市州、县市区人民政府, 区县政府, 乡镇街道.
    r"|^(?:(?:市州|州市|县市区|市县区|市区县|区市县|旗县区|县区|区县|市县|县市|地市|盟市|旗县|乡镇街道|乡镇"
    r"|镇街|街镇)[、和及与]?)+(?:人民政府|党委政府|政府)?(?<![、和及与])$"
)
_BRACKET_AT_END = re.compile(r"[(\[<][^()\[\]<>]*[)\]>]$")


def any_of(words: Iterable[str] | str) -> str:
    """Return a pattern for one of *words*, the longest first, in the folded width.

    A string stands for the words that white space separates in it.
    """
    each = words.split() if isinstance(words, str) else words
    return branches(dict.fromkeys(map(fold, each), ""))


def branches(conditions: Mapping[str, str]) -> str:
    """Return a pattern for one of the words that *conditions* has, the longest first.

    Behind each word stands the pattern (a look-around) that *conditions* gives for it. Words
    that begin alike share their beginning, as in a trie: where no word stands, a search gives
    up after one or two characters, however many words there are.
    """
    by_head: dict[str, dict[str, str]] = {}
    for word in sorted(conditions):
        if word:
            by_head.setdefault(word[0], {})[word[1:]] = conditions[word]
    found = [re.escape(head) + _tails(tails) for head, tails in by_head.items()]
    if "" in conditions:
        found.append(conditions[""])
    return "|".join(found)


def _tails(conditions: Mapping[str, str]) -> str:
    if len(conditions) > 1:
        return f"(?:{branches(conditions)})"
    tail, condition = next(iter(conditions.items()))
    return re.escape(tail) + condition


@cache
def _form() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words_below(_BODIES, 'zb:form'))})$")


@cache
def _public_form() -> re.Pattern[str]:
    words = set(words_below(_BODIES, "zb:form-kind-public"))
    words |= set(words_below(_BODIES, "zb:form-kind-society"))
    words -= set(words_below(_BODIES, "zb:form-kind-area"))
    return re.compile(rf"(?:{any_of(words | {'管委会', '街道办', '办事处', '部门', '单位'})})$")


@cache
def _function_names() -> tuple[frozenset[str], int]:
    """Return the names that departments go by, and the length of the longest."""
    names = frozenset(all_words(_FUNCTIONS, "skos:altLabel", "skos:hiddenLabel"))
    return names, max(map(len, names))


@cache
def _place() -> str:
    return any_of(words_below(_BODIES, "zb:place"))


@cache
def _place_words() -> re.Pattern[str]:
    offices = any_of(
        "室 处 局 科 股 中心 部 办 院 校 站 所 委 单位 部门 公司 企业 集团 办事处 管委会"
    )
    inner = f"{_place()}|{offices}"
    return re.compile(rf"(?:{inner})(?:[、,/和及与](?:各)?(?:{inner}))*")


_GOVERNMENT = any_of(
    "人民政府 政府 党委政府 党委 党工委 办事处 管委会 管委 行政公署 行署 街道办 街道办事处 办 委"
)
# What may follow a collective: a separator or the verb.
_AFTER = r"(?=[、,;。)\] \n按负牵配参落组分共具和及与抓做会联主协实执贯]|等|$)"


# Without one of these there is no such collective; most lists have none.
_HINT_OF_PLACES = re.compile("[各关直级]|、[县区市州镇乡街]")


@cache
def _collective_of_places() -> re.Pattern[str]:
    """Return the pattern of 各区、县级市政府: one collective, whose 、 separates no units."""
    inside = rf"[(\[](?:{_place()}|{_GOVERNMENT})(?:[、,](?:{_place()}|{_GOVERNMENT}))*[)\]]"
    kind = rf"(?:{_place()})(?:{inside})?(?:{_GOVERNMENT})?(?:{inside})?"
    return re.compile(
        rf"(?:各(?:有关|相关)?|有关|相关){kind}"
        rf"(?:[、和及与](?:{kind}|(?:人民)?政府|管委会))+"
        rf"{_AFTER}"
        # 市州、县市区人民政府: kinds of place alone, of which only the last has its body
        rf"|(?<![^、,;:(。 ])(?:{_place()})(?:、(?:{_place()}))+(?:人民政府|政府|管委会){_AFTER}"
        # 有关部门、单位: the bare second word belongs to the collective
        r"|(?<=[关各直级])(?:部门|单位|科室|处室)[、和及与](?:单位|部门|机构|地区|企业)"
        rf"{_AFTER}"
    )


def bare(words: str) -> str:
    """Return *words* without a bracket at the end (机关党办 in X<机关党办>)."""
    return _BRACKET_AT_END.sub("", words)


@lru_cache(maxsize=_REMEMBERED)
def is_collective(words: str) -> bool:
    """Say whether *words* name bodies only together: 各…, 有关…, 区县政府.

    >>> is_collective("区县政府"), is_collective("市政府"), is_collective("县市场监管局")
    (True, False, False)
    """
    return bool(_COLLECTIVE.search(words))


def function_names() -> frozenset[str]:
    """Return the names that departments go by."""
    return _function_names()[0]


def form_of(core: str) -> str:
    """Return the form that a name ends in (局, 领导小组), the longest; "" where it has none."""
    found = _form().search(core)
    return found.group() if found else ""


def is_function(words: str) -> bool:
    """Say whether *words* are, as a whole, a name that departments go by: 市场监管局, 民政局."""
    return words in _function_names()[0]


def function_ending(words: str) -> int:
    """Return the length of the longest name of a department that *words* end in, or 0."""
    names, longest = _function_names()
    sizes = range(min(longest, len(words)), 1, -1)
    return next((size for size in sizes if words[-size:] in names), 0)


def is_prose(words: str) -> bool:
    """Say whether *words* hold a word of prose, which stands in no name."""
    if _GRAMMAR.search(words):
        return True
    return bool(_ACTS.search(words)) and not _NAMED_BY_TASK.search(words)


@lru_cache(maxsize=_REMEMBERED)
def is_unit(words: str) -> bool:
    """Say whether *words* look like a unit or a collective: the form of the end, no prose.

    >>> is_unit("市推进企业上市工作领导小组"), is_unit("机会"), is_unit("产业布局")
    (True, False, False)
    """
    core = _QUOTES.sub("", bare(_EXCEPT.sub("", words)))
    if not 2 <= len(core) <= LONGEST_NAME:
        return False
    function = function_ending(core)
    if function < len(core) - 1 and is_prose(core):
        return False
    if function:
        return function > 2 or not ends_as_no_body(core)
    if _form().search(core):
        return not ends_as_no_body(core)
    return is_collective(core) and bool(re.search(rf"(?:{_place()})$", core))


def ends_as_no_body(words: str) -> bool:
    """Say whether *words* end in a word that only looks like a body: 发展机会, 产业布局."""
    return any(words[-size:] in no_body() for size in (2, 3, 4) if size <= len(words))


@lru_cache(maxsize=_REMEMBERED)
def is_government(words: str) -> bool:
    """Say whether a unit's name ends as that of a public office, not of a hospital or a firm."""
    core = bare(words)
    return bool(_public_form().search(core) or function_ending(core))


def is_place_words(words: str) -> bool:
    """Say whether *words* are kinds of places or offices only: 市、区 · 室 · 街道."""
    return bool(_place_words().fullmatch(words))


def collective_spans(folded: str) -> list[tuple[int, int]]:
    """Return where collectives over several kinds of places stand: 各区、县级市政府."""
    if not _HINT_OF_PLACES.search(folded):
        return []
    return [found.span() for found in _collective_of_places().finditer(folded)]


def joins_units(left: str, right: str) -> bool:
    """Say whether 和 between *left* and *right* joins two units, not two words of one name."""
    if not is_unit(right):
        right = re.split(r"[、,和与及]|以及", right, maxsplit=1)[0]
    if not (is_unit(left) and is_unit(right)):
        return False
    return not (is_collective(left) and not is_collective(right) and len(bare(right)) < 3)

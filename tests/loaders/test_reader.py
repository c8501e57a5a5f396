"""From bytes to a document: the examples, the real plans, and a plan with noise put in."""

from __future__ import annotations

import hashlib
import pickle
import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.plans.cases import (
    CORPUS,
    CORPUS_NAMES,
    DATA,
    EXAMPLE_NAMES,
    EXAMPLES,
    GOLD,
    example,
    lines,
    needs_corpus,
    table,
)
from support.plans.clause_plans import cleaned
from zeren.loaders import Metadata, PolicyDocument, load
from zeren.loaders.clauses.rules import parts
from zeren.loaders.errors import EmptyFileError
from zeren.loaders.records import Assignment, Task

CLEAN = (DATA / "reader" / "clean.txt").read_text(encoding="utf-8")
SIMPLIFIED = opencc.OpenCC("t2s")
FRONT = table(DATA / "reader" / "front_matter.toml")
FRONT_KEYS = [
    *("title", "issuer", "jurisdiction", "level", "issued", "document_number", "period"),
]

real = pytest.mark.parametrize("name", CORPUS_NAMES or ["none"])
examples = pytest.mark.parametrize("name", EXAMPLE_NAMES)


@cache
def document(path: Path) -> PolicyDocument:
    return load(path.read_bytes())


def of_example(name: str) -> PolicyDocument:
    return document(EXAMPLES / f"{name}.txt")


def of_corpus(name: str) -> PolicyDocument:
    return document(CORPUS / f"{name}.txt")


def units(assignments: Iterable[Assignment]) -> list[tuple[Any, ...]]:
    return sorted(
        (a.local_name, a.role, a.name_as_written, a.collective, a.office or "")
        for a in assignments
        if a.basis == "explicit"
    )


def annotated(task: dict[str, Any]) -> list[tuple[Any, ...]]:
    return sorted(
        (u["name"], u["role"], u["surface"], u["group"], u.get("office") or "")
        for u in task["units"]
    )


def agrees(tasks: Iterable[Task], gold: Iterable[dict[str, Any]]) -> None:
    for task, wanted in zip(tasks, gold, strict=True):
        assert task.number == wanted["task"]
        assert units(task.assignments) == annotated(wanted), f"task {task.number}"
        assert task.damaged == wanted["damaged"], f"task {task.number}"


@examples
def test_an_example_is_read_as_its_gold(name: str) -> None:
    """Exactly the tasks, titles, sections, units (surface, office, collective) and damage."""
    plan, gold = of_example(name), lines(EXAMPLES / "gold" / f"{name}.jsonl")
    agrees(plan.tasks, gold)
    assert [wanted["title"] for wanted in gold] == [task.title for task in plan.tasks]
    assert [wanted["section"] for wanted in gold] == [
        None if task.section is None else plan.sections[task.section].number for task in plan.tasks
    ]


@needs_corpus
@real
def test_a_real_plan_is_read_as_its_gold(name: str) -> None:
    """Units, roles, surfaces, offices, collectives and damage of the annotated first tasks."""
    gold = lines(GOLD / f"{name}.jsonl")
    agrees(of_corpus(name).tasks[: len(gold)], gold)


def inside(text: str, span: tuple[int, int]) -> bool:
    return 0 <= span[0] < span[1] <= len(text)


def is_subsequence(words: str, text: str) -> bool:
    rest = iter(text)
    return all(char in rest for char in words)


def untouched(plan: PolicyDocument, start: int, end: int) -> bool:
    return not any(
        edit.status == "repaired" and edit.span.start < end and start < max(edit.span.end, 1)
        for edit in plan.edits
    )


def stands_on_its_source(plan: PolicyDocument) -> None:
    """Check that every statement of *plan* quotes the words it was read from."""
    text = plan.text
    at = 0
    for position, task in enumerate(plan.tasks, start=1):
        assert task.position == position
        assert inside(text, task.span)
        assert at <= task.span.start
        at = task.span.end
        if untouched(plan, *task.span):
            assert task.span.of(text).endswith(task.text)
        for order, each in enumerate(task.assignments, start=1):
            assert each.order == order
            assert inside(text, each.span)
            quote = each.span.of(text)
            if untouched(plan, *each.span):
                assert quote == each.name_as_written
            elif "byte_slip" not in {e.kind for e in plan.edits}:
                assert is_subsequence(each.name_as_written, cleaned(SIMPLIFIED.convert(quote)))
            if each.basis == "explicit" and "section-clause" not in parts(each.rule):
                assert task.span.start <= each.span.start < each.span.end <= task.span.end
    for section in plan.sections:
        assert inside(text, section.span)
        if untouched(plan, *section.span):
            assert section.span.of(text).endswith(section.heading)
    for edit in plan.edits:
        assert edit.span.of(text) == edit.before
    for note in plan.notes:
        assert note.span is None or 0 <= note.span.start <= note.span.end <= len(text)


@examples
def test_statements_of_an_example_stand_on_its_source(name: str) -> None:
    """Spans lie in the decoded text and quote what was read, through all its noise."""
    stands_on_its_source(of_example(name))


@needs_corpus
@real
def test_statements_of_a_real_plan_stand_on_its_source(name: str) -> None:
    """Spans lie in the decoded text and quote what was read, through all its noise."""
    stands_on_its_source(of_corpus(name))


@pytest.mark.parametrize("key", FRONT_KEYS)
@examples
def test_front_matter(name: str, key: str, request: pytest.FixtureRequest) -> None:
    """A plan's own words give its metadata, and what they do not say is left out."""
    if key in FRONT[name].get("missed", []):
        request.applymarker(pytest.mark.xfail(strict=True, reason="not read yet"))
    wanted = FRONT[name].get(key)
    read = getattr(of_example(name), key)
    assert (tuple(wanted) if isinstance(wanted, list) else wanted) == read


def test_front_matter_is_known_for_every_example() -> None:
    """The table has no more and no fewer plans than the folder."""
    assert sorted(FRONT) == EXAMPLE_NAMES


SIDECAR = Metadata(
    source_file="plan.txt",
    id="tingxi-2030",
    title="另一个标题",
    issuer="汀溪市水务局",
    jurisdiction="望溪省汀溪市",
    level="province",
    issued=date(2031, 1, 2),
    document_number="汀水〔2031〕1号",
    encoding="utf-8",
)


def test_what_the_sidecar_says_wins() -> None:
    """Every field that is given is taken as it is, whatever the text says."""
    plan = load(CLEAN.encode(), SIDECAR)
    for key in ("id", "title", "issuer", "jurisdiction", "level", "issued", "document_number"):
        assert getattr(plan, key) == getattr(SIDECAR, key)
    assert plan.source_file == "plan.txt"


def without_subjects(plan: PolicyDocument) -> PolicyDocument:
    return replace(plan, tasks=tuple(replace(t, sectors=(), themes=()) for t in plan.tasks))


@pytest.mark.parametrize("key", ["title", "issuer", "jurisdiction", "level", "issued"])
def test_a_sidecar_says_only_what_it_says(key: str) -> None:
    """One given field leaves the others to the text, and the tasks as they are.

    Only the subjects of tasks are read with the plan's title and issuers in view.
    """
    plain = without_subjects(load(CLEAN.encode()))
    plan = without_subjects(load(CLEAN.encode(), Metadata(**{key: getattr(SIDECAR, key)})))
    changed = {
        field
        for field in (*FRONT_KEYS, "id", "sha256", "text", "tasks", "sections", "edits")
        if getattr(plan, field) != getattr(plain, field)
    }
    assert changed == {key}


def test_the_sidecar_of_an_example() -> None:
    """The sidecar in the folder of examples is used as it stands."""
    given_fields = tomllib.loads(
        (EXAMPLES / "fengyu_renewal_2024.meta.toml").read_text(encoding="utf-8")
    )
    plan = load(example("fengyu_renewal_2024"), Metadata(**given_fields))
    assert plan.jurisdiction == given_fields["jurisdiction"]
    assert plan.tasks == of_example("fengyu_renewal_2024").tasks


def test_the_clean_plan() -> None:
    """Without noise nothing is edited, and every task has its units."""
    plan = load(CLEAN.encode())
    assert plan.edits == ()
    assert all(note.code.startswith("origin-") for note in plan.notes)
    assert plan.document_number == "汀政办发〔2030〕7号"
    assert [len(task.assignments) for task in plan.tasks] == [5, 3, 2, 3, 2]
    stands_on_its_source(plan)


def test_a_document_is_named_by_its_bytes() -> None:
    """The id is the start of the SHA-256; a path never shows."""
    data = CLEAN.encode()
    plan = load(data, Metadata(source_file="plan.txt"))
    assert plan.sha256 == hashlib.sha256(data).hexdigest()
    assert plan.id == plan.sha256[:12]


def test_a_page_without_tasks_says_so() -> None:
    """Prose gives no tasks and a note, not an error; an empty page is one."""
    plan = load("今天天气很好，适合出门走走。".encode())
    assert plan.tasks == ()
    assert [note.code for note in plan.notes] == ["no-tasks"]
    with pytest.raises(EmptyFileError):
        load(b" \n")


def test_a_document_can_be_hashed_and_sent_to_a_worker() -> None:
    """Records are plain values."""
    plan = load(CLEAN.encode())
    assert hash(plan) == hash(load(CLEAN.encode()))
    assert pickle.loads(pickle.dumps(plan)) == plan


# ------------------------------------------------------------------ noise put in

SITE_LINES = [
    *("打印 关闭", "第1页 / 共9页", "上一篇：某某", "展开阅读全文", "扫一扫在手机打开当前页"),
    *("您现在的位置：首页 > 政务公开 > 正文", "【字体：大 中 小】", "来源：某某网 浏览：120次"),
    *("版权所有：某某 ICP备20990001号", "联系电话：0000-1234567", "\u3000\u3000", "???"),
]
INSERTED = ["?", "??? ", "\u00a0", "\u3000", " ", "\n", "\ufeff", "\u200b", "&nbsp;", "%o", "(wèi)"]
WIDTHS = str.maketrans("，；：（）%0123456789", ",;:()％０１２３４５６７８９")
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
READINGS = {"卫": "wèi", "市": "shì", "区": "qū", "水": "shuǐ", "局": "jú", "安": "ān"}


@st.composite
def noisy(draw: st.DrawFn) -> str:
    """Return the clean plan after damage of every kind, at random places."""
    text = CLEAN
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(["insert", "line", "pinyin", "width", "delete", "cut"]))
        at = draw(st.integers(0, len(text)))
        if kind == "insert":
            text = text[:at] + draw(st.sampled_from(INSERTED)) + text[at:]
        elif kind == "line":
            rows = text.split("\n")
            rows.insert(at % len(rows), draw(st.sampled_from(SITE_LINES)))
            text = "\n".join(rows)
        elif kind == "pinyin":
            char = draw(st.sampled_from(sorted(READINGS)))
            text = re.sub(f"{char}(?!\\()", f"{char}({READINGS[char]})", text)
        elif kind == "width":
            end = draw(st.integers(at, len(text)))
            text = text[:at] + text[at:end].translate(WIDTHS) + text[end:]
        elif kind == "delete":
            text = text[:at] + text[at + draw(st.integers(1, 3)) :]
        else:
            text = text[:at] + f"\n\n{draw(st.integers(1, 9))}、" + text[at:]
    if draw(st.booleans()):
        text = text.replace("\n", draw(st.sampled_from(["\r\n", "\r", "\n\n"])))
    return text


@settings(deadline=None, max_examples=150)
@given(noisy(), st.sampled_from(ENCODINGS))
def test_noise_never_breaks_the_way_back(text: str, encoding: str) -> None:
    """Whatever is done to the page, each statement quotes the text as it was decoded."""
    data = text.encode(encoding)
    plan = load(data)
    own = text if encoding == "utf-8-sig" else text.removeprefix("\ufeff")  # its mark comes first
    assert plan.text == own
    stands_on_its_source(plan)
    assert load(data) == plan


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No bytes raise anything but an error that a user can act on."""
    try:
        plan = load(data)
    except Exception as error:
        assert type(error).__module__ == "zeren.loaders.errors"  # noqa: PT017
    else:
        stands_on_its_source(plan)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.sampled_from([*SITE_LINES, *INSERTED, "1.", "（牵头单位：", "市水务局", "）", "\n"])
    )
)
def test_pieces_of_a_page_in_any_order(pieces: list[str]) -> None:
    """Clauses that are cut, doubled or empty are read as far as they go."""
    stands_on_its_source(load(("汀溪市工作要点\n1.甲工作。\n" + "".join(pieces)).encode()))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_is_told(encoding: str) -> None:
    """The clean plan is the same in every encoding, but for its name and hash."""
    plan = load(CLEAN.encode(encoding))
    plain = load(CLEAN.encode())
    assert (plan.text, plan.tasks, plan.sections) == (plain.text, plain.tasks, plain.sections)
    assert plan.encoding.removesuffix("-sig") in encoding or encoding == "utf-16"


@pytest.mark.parametrize("encoding", [*ENCODINGS, "big5"])
def test_traditional_script_in_every_encoding(encoding: str) -> None:
    """The plan in traditional script has the tasks and units of the plain one, at its offsets."""
    text = opencc.OpenCC("s2tw").convert(CLEAN)
    plan = load(text.encode("cp950" if encoding == "big5" else encoding))
    plain = load(CLEAN.encode())
    assert plan.text == text
    assert [task.text for task in plan.tasks] == [task.text for task in plain.tasks]
    assert [[replace(a, span=None) for a in task.assignments] for task in plan.tasks] == [
        [replace(a, span=None) for a in task.assignments] for task in plain.tasks
    ]
    stands_on_its_source(plan)

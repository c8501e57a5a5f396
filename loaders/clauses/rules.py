"""The rules by which assignments are read, as data that explain themselves.

The rules of a clause are patterns over the kinds of its tokens (:data:`PARTS`, one letter each),
tried in order at a place of a task: in a bracket, at a line, in a sentence. Those of conventions
are patterns over the text, of :mod:`~zeren.loaders.clauses.conventions`. Each has an example with
what it gives, a counter-example that it must not read, and what it costs: the text it would read
wrongly. An assignment names the rules that made it. The tests run every example and
counter-example.
"""

from __future__ import annotations

from zeren.loaders.clauses import conventions
from zeren.loaders.rules.model import Rule

PARTS = {
    "LABEL": "L",
    "FIELD": "F",
    "VERB": "V",
    "WITH": "W",
    "NAME": "[NG]",
    "TAG": "T",
    "STAR": "S",
    "SEPARATOR": "s",
    "LIST": "[NGTSWDs]*",
    "ANY": "[LFVWNGPDTSsO]",
}
"""Letters of the tokens: label, another field's label, verb, 会同, a unit or collective, a role in
brackets, a star, a separator; a list of those and dates (D); any of them, a person (P) or other
words (O)."""

RULES: tuple[Rule, ...] = (
    Rule(
        id="bracket-label",
        where="bracket",
        pattern="(?:{FIELD}{ANY}*)?{LABEL}{ANY}*",
        parts=PARTS,
        shape="（LABEL：UNITS；LABEL：UNITS）",
        example="（牵头单位：甲市教育局；责任单位：甲市财政局）",
        gives=(("甲市教育局", "lead"), ("甲市财政局", "responsible")),
        counter_example="（联系单位：甲市教育局）",
        cost="A label quoted as a form to fill in (责任单位：XX) is read as a list.",
    ),
    Rule(
        id="line-label",
        where="line",
        pattern="(?:{FIELD}{ANY}*)?{LABEL}{ANY}*",
        parts=PARTS,
        shape="LABEL：UNITS, on a line of its own",
        example="责任单位：甲县水务局、各乡镇",
        gives=(("甲县水务局", "responsible"), ("各乡镇", "responsible")),
        counter_example="责任领导：王某某",
        cost="A person behind 责任单位： is read as a unit when the label does not say 责任人.",
    ),
    Rule(
        id="sentence-label",
        where="sentence",
        pattern="(?:{FIELD}{ANY}*)?{LABEL}{ANY}*",
        parts=PARTS,
        shape="…。LABEL：UNITS。",
        example="建成绿道三段。责任单位：甲区城管局。",
        gives=(("甲区城管局", "responsible"),),
        counter_example="各责任单位：一要提高认识，二要压实任务。",
        cost="A sentence about who the responsible units are, not about this task.",
    ),
    Rule(
        id="bracket-verb",
        where="bracket",
        pattern="{ANY}*(?:{VERB}|{TAG}|{LABEL}){ANY}*",
        parts=PARTS,
        shape="（UNITS VERB，UNITS VERB）",
        example="（甲市商务局牵头，甲市税务局配合）",
        gives=(("甲市商务局", "lead"), ("甲市税务局", "cooperating")),
        counter_example="（由牵头单位汇总后报送）",
        cost="A bracket that tells who did something in the past.",
    ),
    Rule(
        id="bracket-bare",
        where="bracket",
        pattern="{LIST}",
        parts=PARTS,
        shape="（UNITS） behind a sentence or at its end",
        example="推进旧城改造。（甲区住建局、甲区财政局）",
        gives=(("甲区住建局", "responsible"), ("甲区财政局", "responsible")),
        counter_example="扩大试点医院（甲区人民医院、甲区中医院）的病种范围。",
        cost="A gloss that closes a sentence and names public offices is read as a clause.",
    ),
    Rule(
        id="sentence-verb",
        where="sentence",
        pattern="{LIST}{VERB}(?:{LIST}|{VERB})*",
        parts=PARTS,
        shape="UNITS VERB，UNITS VERB。 or …由UNITS VERB。",
        example="甲市水利局牵头，甲市林业局按职责分工负责。",
        gives=(("甲市水利局", "lead"), ("甲市林业局", "responsible")),
        counter_example="支持甲区中医院牵头组建专科联盟，建立由甲区卫健局牵头的会商机制。",
        cost="A sentence that reports who leads an existing group is read as a clause.",
    ),
    Rule(
        id="front-colon",
        where="front",
        pattern="{LIST}",
        parts=PARTS,
        shape="UNITS：what they do, as tasks of the plan open",
        example="甲市教育局：新建学校三所。",
        gives=(("甲市教育局", "responsible"),),
        counter_example="甲市教育局要求：新建学校三所。",
        cost="A plan of items that each open with whom they are about.",
    ),
    Rule(
        id="table-cell",
        where="cell",
        pattern="{ANY}*{NAME}{ANY}*",
        parts=PARTS,
        shape="a cell under a header LABEL",
        example="序号\t工作任务\t牵头单位\t配合单位\n1\t修缮水渠\t甲县水利局\t甲县财政局",
        gives=(("甲县水利局", "lead"), ("甲县财政局", "cooperating")),
        counter_example="序号\t工作任务\t完成时限\n1\t修缮水渠\t六月底",
        cost="In plain text a merged cell came out empty: the rows below its first have no unit.",
    ),
    Rule(
        id="merged-cell",
        shape="a cell under a header LABEL that is merged with the row's; or left empty below it",
        example="序号,工作任务,牵头单位\n1,修缮水渠,甲县水利局\n2,加固堤防,",
        gives=(("甲县水利局", "lead"),),
        counter_example="序号,工作任务,牵头单位\n1,修缮水渠,甲县水利局\n2,加固堤防,无",
        cost="A cell left empty because nobody answers, in a table without any merged cell.",
    ),
    Rule(
        id="section-clause",
        shape="a clause at a section's heading, or only at the end of each section",
        example="（牵头单位：甲县文旅局）",
        gives=(("甲县文旅局", "lead"),),
        counter_example="（一）文旅融合",
        cost="A clause behind a section's last task that means only that task.",
    ),
    Rule(
        id="first",
        where="document",
        pattern=conventions.FIRST.pattern,
        shape="列第一位的为牵头单位, and UNITS without a lead: the first leads",
        example="（责任单位：甲市体育局、甲市教育局，列第一位的为牵头单位，下同）",
        gives=(("甲市体育局", "lead"), ("甲市教育局", "responsible")),
        counter_example="（责任单位：甲市体育局、甲市教育局）",
        cost="None known: the document says so itself.",
    ),
    Rule(
        id="first-comma",
        where="document",
        pattern=conventions.FIRST_COMMA.pattern,
        shape="第一个逗号前为牵头单位, and UNITS，UNITS: all before the comma lead",
        example="（甲省林草局、甲省水利厅，甲省财政厅，第一个逗号前为牵头单位，下同）",
        gives=(
            ("甲省林草局", "lead"),
            ("甲省水利厅", "lead"),
            ("甲省财政厅", "responsible"),
        ),
        counter_example="（甲省林草局、甲省水利厅，甲省财政厅）",
        cost="None known: the document says so itself.",
    ),
    Rule(
        id="star",
        where="document",
        pattern=conventions.STAR.pattern,
        shape="★UNIT、UNIT: the one with the star leads",
        example="（责任单位：★甲县民政局、甲县残联）",
        gives=(("甲县民政局", "lead"), ("甲县残联", "responsible")),
        counter_example="★建成甲县养老服务中心。",
        cost="A star with another meaning, where the document does not say which.",
    ),
    Rule(
        id="later-tasks",
        where="document",
        pattern=conventions.LATER_UNITS.pattern,
        shape="以下均需UNITS落实，不再列出: UNITS take part in all later tasks",
        example="（甲市工信局牵头；以下均需各区政府落实，不再列出）",
        gives=(("甲市工信局", "lead"), ("各区政府", "responsible")),
        counter_example="以下任务均需按期完成。",
        cost="None known: the document says so itself.",
    ),
    Rule(
        id="slip",
        shape="a name that is no body's, in look-alike characters a name that another task has",
        example="（责任单位：甲市民玫局）",
        gives=(("甲市民政局", "responsible"),),
        counter_example="（责任单位：甲市民玫局、甲市民政局）",
        cost="Two bodies in look-alike characters, the rarer unknown, in two tasks, become one.",
    ),
)

IN_BRACKET = tuple(rule for rule in RULES if rule.where == "bracket")
"""The rules of brackets, the surest first."""

BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}


def parts(rule: str) -> tuple[str, ...]:
    """Return the ids of the rules that an assignment's ``rule`` names (bracket-label+first)."""
    return tuple(rule.split("+"))

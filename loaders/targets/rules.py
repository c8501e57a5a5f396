"""The rules by which numbers and dates are read, and by which numbers are refused.

Each rule says what it looks for, with an example and what it gives, a counter-example that
it leaves alone, and what it costs: the text it would read wrongly. Measure words come from
``measures.ttl``. A target names the rule that read it; a refused number leaves nothing
behind. The tests run every example and counter-example.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TargetRule:
    """A rule that reads. ``gives`` lists (comparator, value, measure) of the example."""

    id: str
    shape: str
    example: str
    gives: tuple[tuple[str, str, str], ...]
    counter_example: str
    cost: str


@dataclass(frozen=True, slots=True)
class RefusalRule:
    """A rule by which a number is no target; the counter-example holds one that is."""

    id: str
    shape: str
    example: str
    counter_example: str
    cost: str


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A way to write a day. ``gives`` is the last day meant, in a plan for 2024."""

    id: str
    shape: str
    example: str
    gives: str
    counter_example: str
    cost: str


TARGET_RULES: tuple[TargetRule, ...] = (
    TargetRule(
        id="number",
        shape="(COMPARATOR) NUMBER MEASURE (以上, 左右 …)",
        example="建成口袋公园不少于30个，绿化率达到42%左右。",
        gives=(("at-least", "30", "个"), ("about", "42", "%")),
        counter_example="完善15分钟生活圈。",
        cost="A number in a report of what was done, where no word says that it is past.",
    ),
    TargetRule(
        id="respectively",
        shape="A、B 分别 NUMBER、NUMBER: in turn, 以上 behind the last holds for all",
        example="入园率、巩固率分别达到90%、98%以上。",
        gives=(("at-least", "90", "%"), ("at-least", "98", "%")),
        counter_example="分别由甲局和乙局负责。",
        cost="A list in which 以上 is meant only for its last member.",
    ),
    TargetRule(
        id="each",
        shape="A、B 均 or 各 NUMBER: one target for each of them",
        example="办结率、满意率均达到95%以上。",
        gives=(("at-least", "95", "%"), ("at-least", "95", "%")),
        counter_example="各县均建成1所老年大学。",
        cost="A name that holds 和 or 、 is counted as two.",
    ),
)

REFUSALS: tuple[RefusalRule, ...] = (
    RefusalRule(
        id="damaged-number",
        shape="a number beside □",
        example="建设重点专科□0个。",
        counter_example="建设重点专科10个。",
        cost="A box drawn as an ornament before a number.",
    ),
    RefusalRule(
        id="ordinal",
        shape="第, 前 (not 年底前) or a rank before the number",
        example="综合实力进入全省前10名。",
        counter_example="6月底前10个项目开工。",
        cost="A rank to reach is a promise too, but not one that can be compared.",
    ),
    RefusalRule(
        id="part-of-name",
        shape="letters or signs joined to the number, and no measure word behind",
        example="推进IPv6和5G应用，加快G310改线。",
        counter_example="建设5G基站800个。",
        cost="None known.",
    ),
    RefusalRule(
        id="no-measure",
        shape="no measure word, save 1200万居民 and 指数达到90以上",
        example="做好12345热线工作。",
        counter_example="为80万城乡居民建档。",
        cost="A measure word that measures.ttl does not list.",
    ),
    RefusalRule(
        id="han-numeral",
        shape="a Chinese numeral, unless it counts what is built, held or trained",
        example="落实三项制度，打造一支队伍。",
        counter_example="新建两所初中，培训不少于三百人。",
        cost="Small counts in Chinese numerals behind an unlisted verb are lost.",
    ),
    RefusalRule(
        id="size-of-things",
        shape="the size by which things are chosen: NUMBER 以上的 THINGS",
        example="对超过500平方米的场所开展检查。",
        counter_example="推动60%以上的幼儿园开设托班。",
        cost="新增100张以上的床位 behind an unlisted verb.",
    ),
    RefusalRule(
        id="age",
        shape="岁, unless it is a life expectancy",
        example="为65岁以上老年人体检。",
        counter_example="人均预期寿命达到80岁。",
        cost="None known.",
    ),
    RefusalRule(
        id="span-of-time",
        shape="a time that no word promises",
        example="接诉后24小时内响应。",
        counter_example="办理时间压缩至3个工作日以内。",
        cost="A promise such as 5个工作日内办结 is read as a rule of procedure.",
    ),
    RefusalRule(
        id="once",
        shape="1次, or a number of times each day, week or month",
        example="每年体检1次。",
        counter_example="开展联合检查4次。",
        cost="A single event that is promised as 1次.",
    ),
    RefusalRule(
        id="award",
        shape="money or a share that is given for each case: 给予, 最高, 奖励, 按…给予",
        example="对新升规企业给予最高30万元奖励。",
        counter_example="争取上级补助资金3亿元。",
        cost="A total that is written with 给予.",
    ),
    RefusalRule(
        id="condition",
        shape="who may have it: 购买NUMBER的，给予…; 对…达到NUMBER的企业，奖励…",
        example="对进口额达到3000万元的企业，分别给予奖励。",
        counter_example="对企业开展培训，进口额达到3000万元。",
        cost="Objects of a promise that are also given something: 对10个村，给予扶持.",
    ),
    RefusalRule(
        id="per",
        shape="每 before the number: a denominator",
        example="按每10万人口测算。",
        counter_example="每10万人口配备医师4名。",
        cost="None known.",
    ),
    RefusalRule(
        id="existing-state",
        shape="已建成, 现有, 截至, 去年 before the number, or a date before the plan's year",
        example="截至目前，已建成站点200个。",
        counter_example="新增站点50个。",
        cost="A promise behind such words in one part of a sentence.",
    ),
    RefusalRule(
        id="old-level",
        shape="由 NUMBER 提高到 NUMBER: the first is where it starts",
        example="床位由800张扩大到全省平均水平。",
        counter_example="床位增加到1000张。",
        cost="None known.",
    ),
    RefusalRule(
        id="topic",
        shape="围绕, 聚焦, 对照 and a count of things",
        example="聚焦6个重点乡镇开展整治。",
        counter_example="完成6个重点乡镇整治。",
        cost="Things that are acted on behind such a verb.",
    ),
    RefusalRule(
        id="slogan",
        shape="落实 NUMBER 项 制度, or a count of aspects and steps",
        example="严格执行省委28条办法。",
        counter_example="出台配套政策28项。",
        cost="Measures that are still to be written, behind 落实.",
    ),
)

DEADLINE_RULES: tuple[DeadlineRule, ...] = (
    DeadlineRule(
        id="year-end",
        shape="2025年底, 年底前, 年内, 今年底",
        example="年内新建公园3个。",
        gives="2024-12-31",
        counter_example="5年内新建公园3个。",
        cost="In a plan of several years a bare 年内 is read as its first year.",
    ),
    DeadlineRule(
        id="year",
        shape="到2025年, or 2025年 at the beginning of a sentence part",
        example="到2026年，新建公园9个。",
        gives="2026-12-31",
        counter_example="较2020年增加公园3个。",
        cost="A year that only dates an event at the beginning of a part.",
    ),
    DeadlineRule(
        id="whole-year",
        shape="全年, in a plan for one year",
        example="全年新建公园3个。",
        gives="2024-12-31",
        counter_example="全年龄段友好公园3个。",
        cost="全年 in a plan of several years is left out.",
    ),
    DeadlineRule(
        id="month-end",
        shape="6月底前, 2025年6月底",
        example="6月底前开工公园3个。",
        gives="2024-06-30",
        counter_example="每月底报送公园3个。",
        cost="None known.",
    ),
    DeadlineRule(
        id="month",
        shape="6月, 2025年6月份",
        example="6月开工公园3个。",
        gives="2024-06-30",
        counter_example="自6月开工公园3个。",
        cost="A month that dates an event, not an aim.",
    ),
    DeadlineRule(
        id="month-span",
        shape="1—6月",
        example="1—6月新建公园3个。",
        gives="2024-06-30",
        counter_example="1—6岁公园3个。",
        cost="None known.",
    ),
    DeadlineRule(
        id="month-tenth",
        shape="6月上旬 (the 10th), 中旬 (the 20th); 下旬 is the month's end",
        example="6月中旬前新建公园3个。",
        gives="2024-06-20",
        counter_example="每月上旬新建公园3个。",
        cost="None known.",
    ),
    DeadlineRule(
        id="date",
        shape="6月15日前, 2025年6月15日, 2025-06-15",
        example="6月15日前新建公园3个。",
        gives="2024-06-15",
        counter_example="6月31日前新建公园3个。",
        cost="A day on which something begins.",
    ),
    DeadlineRule(
        id="half-year",
        shape="上半年, 下半年",
        example="上半年新建公园3个。",
        gives="2024-06-30",
        counter_example="每半年新建公园3个。",
        cost="None known.",
    ),
    DeadlineRule(
        id="quarter",
        shape="一季度, 第3季度末, 前三季度",
        example="三季度末新建公园3个。",
        gives="2024-09-30",
        counter_example="每季度新建公园3个。",
        cost="None known.",
    ),
    DeadlineRule(
        id="part-of-year",
        shape="2024年初 (its first quarter), 年中 (its first half)",
        example="年中新建公园3个。",
        gives="2024-06-30",
        counter_example="年初步新建公园3个。",
        cost="年初 is meant for January alone.",
    ),
    DeadlineRule(
        id="five-year-plan",
        shape="“十四五”末: the fourteenth plan ends in 2025, each lasts five years",
        example="“十四五”末，公园达到30个。",
        gives="2025-12-31",
        counter_example="落实“十四五”规划，新建公园3个。",
        cost="None known.",
    ),
    DeadlineRule(
        id="year-span",
        shape="2024—2026年; 2024年起3年内",
        example="2024—2026年，新建公园9个。",
        gives="2026-12-31",
        counter_example="落实《公园计划（2024—2026年）》，新建公园3个。",
        cost="A number that is meant for each of the years.",
    ),
    DeadlineRule(
        id="deadline-line",
        shape="完成时限：DATE, for the whole task; 长期 gives none",
        example="新建公园3个。\n完成时限：2024年10月底",
        gives="2024-10-31",
        counter_example="新建公园3个。\n完成时限：长期坚持",
        cost="None known.",
    ),
)

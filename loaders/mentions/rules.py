"""The rules by which mentions are found, as data that explain themselves.

Each has the shape it looks for, an example with the names it gives, a counter-example in
which it must find none, and what it costs. A mention names the rule that found it. The
tests run every example and counter-example.
"""

from __future__ import annotations

from zeren.loaders.rules.model import Rule


def _rule(
    id: str, shape: str, example: str, gives: tuple[str, ...], counter_example: str, cost: str
) -> Rule:
    each = tuple((name,) for name in gives)
    return Rule(id, shape, example, each, counter_example, cost, kind="mention")


MENTION_RULES: tuple[Rule, ...] = (
    _rule(
        "level",
        "LEVEL + department, or LEVEL + words + form",
        "会同市委宣传部、市农机合作联社开展宣讲。",
        ("市委宣传部", "市农机合作联社"),
        "推动市级医院和县域医共体发展。",
        "A category that the writer gives a bare level (建设市养老服务中心) counts as a name.",
    ),
    _rule(
        "place",
        "PLACE + LEVEL + department or form",
        "支持青岭县人民医院扩建。",
        ("青岭县人民医院",),
        "在青岭县开展试点。",
        "A place of common words (东方县) is read as a bare level.",
    ),
    _rule(
        "stem",
        "STEM + words + form, the stem no common word",
        "与岚江农业大学签约。",
        ("岚江农业大学",),
        "支持职业学院改善条件。",
        "Prose of rare words in front of a form is read as a name; a name of common words "
        "(东方医院) is not.",
    ),
    _rule(
        "national",
        "国家, 中国, 全国, 中华 + department or form",
        "邀请中国医师协会、国家疾控局专家授课。",
        ("中国医师协会", "国家疾控局"),
        "创建国家医学中心。",
        "国家 + centre is taken for a programme, though some are bodies.",
    ),
    _rule(
        "national-place",
        "国家 + words + 中心 or 基地（STEM）",
        "推进国家区域医疗中心（岚江）建设。",
        ("国家区域医疗中心（岚江）",),
        "推进国家区域医疗中心（试点）建设。",
        "None known.",
    ),
    _rule(
        "centre",
        "a body of the centre that needs no level",
        "落实党中央、国务院部署，争取财政部支持。",
        ("党中央", "国务院", "财政部"),
        "强化党委和财政部门职责。",
        "None known.",
    ),
    _rule(
        "house",
        "委, 局, 厅 + office, the issuing department's own",
        "由委规划处汇总。",
        ("委规划处",),
        "各村委规范议事。",
        "None known.",
    ),
    _rule(
        "bare",
        "a department by its whole name, without a level",
        "会同教育局、卫健局落实。",
        ("教育局", "卫健局"),
        "指导县级教育局落实。",
        "A department of any place (与当地教育局协商) counts as one.",
    ),
    _rule(
        "list",
        "a name in a list, and behind it words + form",
        "完善市远程诊断中心、肺部疾病诊疗一体化中心网络。",
        ("市远程诊断中心", "肺部疾病诊疗一体化中心"),
        "支持市人民医院、社区卫生服务中心联动。",
        "A long category that ends such a list counts as a name.",
    ),
    _rule(
        "elided",
        "LEVEL + name、department: the level is meant for both",
        "会同市公安局、民政局核查。",
        ("市公安局", "市民政局"),
        "会同公安、民政部门核查。",
        "A bare name behind one with a level gets it, as in clauses.",
    ),
    _rule(
        "named-in-list",
        "STEM + words、STEM + words 等企业",
        "督促白岭钢铁、云湾水泥等企业改造。",
        ("白岭钢铁", "云湾水泥"),
        "督促钢铁、水泥等企业改造。",
        "A brand or a product in such a list.",
    ),
    _rule(
        "founded",
        "组建 + six words or more + 委员会, 领导小组, 联合会",
        "组建老旧小区改造专家咨询委员会。",
        ("老旧小区改造专家咨询委员会",),
        "成立业主委员会。",
        "A long category that the plan wants founded in many places.",
    ),
    _rule(
        "collective",
        "各 + kind of place, made to act or acting, or with a body",
        "推动各区建设便民中心，各县（市、区）要落实责任。",
        ("各区", "各县（市、区）"),
        "覆盖各区的公园。",
        "None known.",
    ),
    _rule(
        "acting-place",
        "支持 PLACE、PLACE 等镇 + act, 指导 PLACE + act",
        "支持青石、白桥等镇开展整治。",
        ("青石", "白桥"),
        "在青石、白桥等镇开展整治。",
        "None known.",
    ),
    _rule(
        "known",
        "a name of a unit of the document",
        "由云轮渡口事务所清点船只。",
        ("云轮渡口事务所",),
        "清点船只。",
        "None known: the document names the unit itself.",
    ),
)

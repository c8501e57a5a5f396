"""What each rule of resolution looks for, for ``zeren units --why`` and for the documentation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitRule:
    """How a name was placed: what the rule looks for, what it must leave alone, what it costs."""

    id: str
    shape: str
    example: str
    not_this: str
    cost: str


UNIT_RULES = (
    UnitRule(
        "issuer",
        "the name is the issuer's own",
        "云岭省卫生健康委 in its own plan",
        "云岭省卫生健康委信息中心",
        "none known",
    ),
    UnitRule(
        "issuer-office",
        "the character for the issuer (委, 局, 厅), and an office",
        "委规划信息处 = 云岭省卫生健康委员会规划信息处",
        "局长办公室; 委综合处 where a bureau issued the plan",
        "a plan that lists the offices of another commission as 委…",
    ),
    UnitRule(
        "issuer-office-bare",
        "an office alone, in a plan that a department issued",
        "规划财务处",
        "财政局; an office in a plan of a government",
        "an office of another body, named without it",
    ),
    UnitRule(
        "branch",
        "a branch of a head office, or a customs house: part of that office, for a place",
        "人行泊宁市分行, 泊宁金融监管分局, 市移动公司, 泊宁海关",
        "市金融监管局, which may be the city's own",
        "a place's stem that is also the name of another place",
    ),
    UnitRule(
        "national",
        "国家, 全国, 中国 in front, or a body of the centre by one of its names",
        "国家卫生健康委, 教育部, 税务总局; 医保局 in a plan of the State Council",
        "组织部; 医保局 in a plan of a city",
        "a programme or base called 国家… that no body stands behind",
    ),
    UnitRule(
        "place-alone",
        "a place of the table below the plan's, alone: its government",
        "慈溪市 in a plan of 宁波市",
        "the plan's own place",
        "none known",
    ),
    UnitRule(
        "zone",
        "a zone (新区, 经开区, 高新区 …) of a place or with a name of its own: its committee",
        "泊宁高新区管委会 = 市高新区; 示范区财政局",
        "经开区 in a plan of a province",
        "two zones of one kind in a place that the plan does not tell apart",
    ),
    UnitRule(
        "local-branch",
        "a branch of a city's bureau in a county or a zone, however it is written",
        "市生态环境局余姚分局 = 余姚生态环境分局",
        "执法分局, where no bureau goes by that name",
        "none known",
    ),
    UnitRule(
        "national-branch",
        "a body of the centre or a national firm, with a place near the plan's inside",
        "国家税务总局泊宁市税务局, 国网泊宁供电公司",
        "国家税务总局",
        "a place's stem that is part of another word",
    ),
    UnitRule(
        "place",
        "the plan's own place, or one above it, in front",
        "云岭省财政厅",
        "云岭大道管理处",
        "none known",
    ),
    UnitRule(
        "place-named",
        "another place of the table of divisions in front: the body keeps that place",
        "广西壮族自治区财政厅 in a plan of another province",
        "鼓楼区教育局 where nothing says which of the four",
        "a division renamed since the table was made",
    ),
    UnitRule(
        "place-form",
        "the form of a place that the table does not have, and a department behind it",
        "石泊州卫生健康委",
        "城市管理局",
        "two places of one name outside the table are one",
    ),
    UnitRule(
        "place-inside",
        "a place near the plan's stands inside the name",
        "市生态环境局沙洛分局 in a plan of 沙洛县",
        "青沅路小学",
        "a street or a person with the place's stem",
    ),
    UnitRule(
        "level-word",
        "省, 市, 州, 县, 区: the plan's own place on that level, or the one above it",
        "市财政局 in a plan of 泊宁市",
        "市场监管局, 区域中心",
        "区 meaning another district than the plan's own",
    ),
    UnitRule(
        "short-name",
        "三院 where the same plan names one 第三人民医院 of the place",
        "市三院, and 市第三人民医院 elsewhere in the plan",
        "市三院 in a plan that names no 第三人民医院",
        "a plan that means two houses by the two names",
    ),
    UnitRule(
        "level-open",
        "a level word whose place the plan leaves open: inside the document",
        "县教育局 in a plan of a city",
        "",
        "the same body in another plan is another node",
    ),
    UnitRule(
        "township",
        "a township or a street office, or a body of one",
        "石桐镇人民政府, 附城街道社区卫生服务中心",
        "乡村振兴局",
        "two townships of one name in a city are one",
    ),
    UnitRule(
        "stem",
        "a place's name without its last word in front",
        "泊宁海关, 瑞浦师范学院",
        "中山大学: a stem that is a word of its own",
        "a firm named after a place where it is not",
    ),
    UnitRule(
        "bare",
        "a department's whole name without a place, in a plan whose place is known",
        "财政局 in a plan of a city",
        "教育局 in a plan of a province, where it is 教育厅",
        "a department of the level below, or the state's, named without its place",
    ),
    UnitRule(
        "named-here",
        "an institution with a name of its own, in a plan of a place",
        "前湾医院",
        "a university without a place in its name",
        "an institution somewhere else",
    ),
    UnitRule(
        "document",
        "nothing says where: inside the document only",
        "流调溯源专班",
        "",
        "the same body in another plan is another node",
    ),
    UnitRule(
        "group-places",
        "各 and kinds of places: one collective of the plan's place, however it is written",
        "各县（市、区）人民政府 = 各县市区政府",
        "有关县区",
        "none known",
    ),
    UnitRule(
        "group-place",
        "a collective of the plan's place",
        "市属各学校",
        "有关部门",
        "none known",
    ),
    UnitRule(
        "group-issuer",
        "a collective of the issuer's own offices or bodies",
        "委机关各处室",
        "委机关有关处室",
        "none known",
    ),
    UnitRule(
        "group-of-body",
        "a collective inside another body of the place",
        "省计生协机关各部（室）",
        "各部门",
        "none known",
    ),
    UnitRule(
        "group-open",
        "有关, 相关, 其他: other bodies each time, so inside the document",
        "市直有关部门",
        "各部门",
        "none known",
    ),
    UnitRule(
        "group-document",
        "a collective in a plan whose place or issuer is not known: inside the document",
        "各乡镇人民政府",
        "",
        "the same collective in another plan is another node",
    ),
    UnitRule(
        "own-merge",
        "a [[merge]] of your units.toml",
        'names = ["市一医", "市第一医院"]',
        "",
        "yours",
    ),
    UnitRule(
        "own-place",
        "a [[place]] of your units.toml in front",
        'name = "青岚新区"',
        "",
        "yours",
    ),
    UnitRule(
        "own-split",
        "a [[split]] of your units.toml",
        'names = ["中心医院"]',
        "",
        "yours",
    ),
    UnitRule(
        "above",
        "no name stands for it: it is what a named unit is part of",
        "云岭省人民政府 above 云岭省财政厅",
        "",
        "none known",
    ),
)

BY_ID = {rule.id: rule for rule in UNIT_RULES}

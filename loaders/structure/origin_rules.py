"""By what a plan's issuer, place and level are read: the rules, strongest first.

They go from what an official document says of itself (GB/T 9704-2012: 发文机关标志, 署名,
发文字号) to what only hints at it. A hint counts where nothing stronger speaks, and only
while no other hint contradicts it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OriginRule:
    """How a piece of metadata was read, what it would misread, and what it costs."""

    id: str
    shape: str
    example: str
    not_this: str
    cost: str


ORIGIN_RULES = (
    OriginRule(
        "sidecar",
        "NAME.meta.toml states it",
        'issuer = "云岭省卫生健康委员会"',
        "",
        "none: it wins over whatever the text says",
    ),
    OriginRule(
        "signature",
        "a body on a line of its own, the day on the next",
        "青沅市教育局⏎2024年3月2日",
        "联系人：谢岚⏎2024年3月2日",
        "a signature quoted from another document above the plan's own",
    ),
    OriginRule(
        "letterhead",
        "a body and 文件 on a line of its own near the top",
        "云岭省财政厅文件",
        "附件1：有关文件",
        "the letterhead of a document that the file merely holds in front of the plan",
    ),
    OriginRule(
        "label",
        "a field of a web page: 发布机构, 发文机关",
        "发布机构：枫屿区教育局",
        "发布机构规范用语",
        "the site that published it again",
    ),
    OriginRule(
        "printed",
        "a body and the day of printing at the end",
        "泊宁市人民政府办公室 2024年3月22日印发",
        "2024年3月22日印发",
        "the office that prints for the body that issues",
    ),
    OriginRule(
        "notice",
        "a body before 关于印发…的通知",
        "石泊州教育局关于印发《…》的通知",
        "关于印发…的通知",
        "a notice that another body passes on",
    ),
    OriginRule(
        "title",
        "the plan's title begins with it",
        "瑞浦市教育局2025年教育工作要点",
        "2025年教育工作要点",
        "a plan of one place printed by another",
    ),
    OriginRule(
        "issuer",
        "the place that the issuer's name begins with",
        "泊宁市公安局",
        "公安局",
        "none known",
    ),
    OriginRule(
        "place-table",
        "the level of the place in the table of divisions",
        "慈溪市 is a county-level city",
        "",
        "a division raised or merged since the table was made",
    ),
    OriginRule(
        "place-form", "the last word of the place's name", "泊宁市", "", "county-level cities"
    ),
    OriginRule(
        "parent-in-text",
        "of several places of one name, the one whose city the text names",
        "鼓楼区 in a text that names 南京市",
        "鼓楼区 in a text that names no city",
        "a text that speaks of another city alone",
    ),
    OriginRule(
        "level-words",
        "全省, 全市, 全县, 全区 in the title or the first pages",
        "2024年全市卫生健康工作要点",
        "全区域",
        "区 of an autonomous region is taken for a district",
    ),
    OriginRule(
        "number",
        "the first character of the 文号 is a province's short name; a hint",
        "黔卫健函〔2023〕12号",
        "青政办发〔2023〕1号 of a city 青…",
        "cities' short names that are a province's too; so only for plans of a province",
    ),
    OriginRule(
        "slogan",
        "健康, 平安, 美丽, 数字, 法治 with a place's stem; a hint",
        "健康贵州",
        "健康中国",
        "a plan that speaks only of another place's campaign",
    ),
    OriginRule(
        "area-code",
        "the area code of a telephone number; the weakest hint",
        "联系电话：0851-…",
        "a mobile number",
        "the number of a site or a printer",
    ),
    OriginRule(
        "house-and-title",
        "the plan calls its issuer 委, 局 or 厅, and its title names the field of one",
        "委规划信息处 in …卫生健康工作要点 of a province: its 卫生健康委员会",
        "局办公室 in a plan of a whole government",
        "a field of two departments of one kind",
    ),
)

BY_ID = {rule.id: rule for rule in ORIGIN_RULES}

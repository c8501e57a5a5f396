"""By what a plan's title, issuer, place and level are read: the rules, strongest first.

They go from what an official document says of itself (GB/T 9704-2012: 发文机关标志, 署名,
发文字号) to what only lets it be inferred. What is inferred counts where the head states nothing,
weighed as :mod:`~zeren.loaders.structure.origin.weighing` says, and only while nothing of like
weight contradicts it.
"""

from __future__ import annotations

from typing import Final

from zeren.loaders.rules.model import Rule


def _rule(id: str, shape: str, example: str, counter_example: str, cost: str) -> Rule:
    return Rule(id, shape, example, (), counter_example, cost, kind="origin")


ORIGIN_RULES: Final = (
    _rule(
        "sidecar",
        "NAME.meta.toml, or a row of the manifest, states it",
        'issuer = "云岭省卫生健康委员会"',
        "the same words in the text",
        "none: it wins over whatever the text says",
    ),
    _rule(
        "line",
        "a title on lines of its own, up to four, that ends with a kind of document",
        "青沅市人民政府关于加快发展⏎银发经济的实施意见",
        "为加快发展银发经济，制定本意见",
        "a heading of the page above the title that ends like one",
    ),
    _rule(
        "below-notice",
        "the title below the notice that passes the plan on: the same words, or behind its "
        "signature",
        "…现印发给你们。⏎青沅市教育局⏎2024年3月2日⏎青沅市2024年教育工作要点",
        "附件：工作方案",
        "a heading behind the signature where the plan itself has no title",
    ),
    _rule(
        "passed-on",
        "《…》 in the text of a notice that passes it on, where no title line stands",
        "现将《青沅市2024年教育工作要点》印发给你们",
        "根据《云岭省2024年教育工作要点》",
        "a notice of its own that also passes something on",
    ),
    _rule(
        "news",
        "《…》 in the first lines of a report that a body issued it",
        "近日，青沅市人民政府办公室印发《青沅市夜间经济若干措施》",
        "按照近日印发的《…》",
        "a report of another plan at the top of a page",
    ),
    _rule(
        "run-on",
        "the title at the beginning of a text without line breaks",
        "青沅市人民政府关于…的意见青政发〔2024〕3号各区县人民政府：",
        "青沅市大力推进…",
        "none known",
    ),
    _rule(
        "field",
        "the field 标题 or 名称 of the page, or its tag ArticleTitle, where the text has no title",
        "标题：青沅市2024年教育工作要点",
        "项目名称：…",
        "the name of a column",
    ),
    _rule(
        "file-name",
        "the name of the file, where it is a whole title: the weakest",
        "青沅市2024年教育工作要点.docx",
        "附件2.docx",
        "a file that was given another plan's name",
    ),
    _rule(
        "number-line",
        "文号: a field, a line of its own, or behind the title",
        "青政发〔2024〕3号",
        "根据《…》（岭政发〔2024〕3号）",
        "the number of a document that the file holds in front of the plan",
    ),
    _rule(
        "signature",
        "bodies on lines of their own, the day on the next or behind them",
        "青沅市教育局⏎青沅市财政局⏎2024年3月2日",
        "联系人：谢岚⏎2024年3月2日",
        "a signature quoted from another document above the plan's own",
    ),
    _rule(
        "letterhead",
        "bodies and 文件 on lines of their own near the top",
        "云岭省财政厅文件",
        "附件1：有关文件",
        "the letterhead of a document that the file merely holds in front of the plan",
    ),
    _rule(
        "label",
        "a field of a web page: 发布机构, 发文机关, 成文日期",
        "发布机构：枫屿区教育局",
        "发布机构规范用语",
        "the site that published it again",
    ),
    _rule(
        "printed",
        "a body and the day of printing at the end",
        "泊宁市人民政府办公室 2024年3月22日印发",
        "2024年3月22日印发",
        "the office that prints for the body that issues",
    ),
    _rule(
        "published",
        "a day and 发布 behind it, where nothing else dates the plan",
        "2026年4月24日发布",
        "2026年4月24日发布会",
        "the day of another document's publication",
    ),
    _rule(
        "page-day",
        "a day on a line of its own near the top of a page, where nothing else dates the plan",
        "2024-03-05 10:20 来源：青沅市人民政府办公室",
        "2024-03-05 青沅市召开会议",
        "the day on which another site put the plan there",
    ),
    _rule(
        "notice",
        "the bodies in front of 关于, in the title or in that of the notice around it",
        "石泊州教育局 石泊州财政局关于印发《…》的通知",
        "关于印发…的通知",
        "a notice that another body passes on",
    ),
    _rule(
        "title-page",
        "bodies above a month on a line of its own, as the title page of a plan has it",
        "青沅市人民政府⏎二〇二一年九月",
        "青沅市⏎二〇二一年九月",
        "the body that compiled the plan",
    ),
    _rule(
        "own-notice",
        "the text names the notice that passes this very plan on: a link below it, an annex",
        "附件：青沅市教育局关于印发《青沅市2024年教育工作要点》的通知.pdf",
        "青沅市教育局关于印发《另一个方案》的通知",
        "a plan of the same title by another body",
    ),
    _rule(
        "title",
        "the plan's title begins with it",
        "瑞浦市教育局2025年教育工作要点",
        "2025年教育工作要点",
        "a plan of one place printed by another",
    ),
    _rule(
        "source",
        "the field 来源 or the tag ContentSource, where it is a body with its place",
        "来源：枫屿区人民政府办公室",
        "来源：枫屿日报",
        "a site that took the plan from another",
    ),
    _rule(
        "last-line",
        "bodies with their place on the last line: a signature without a day",
        "…⏎青沅市教育局",
        "责任单位：青沅市教育局",
        "a task that ends with a body on a line of its own",
    ),
    _rule(
        "issuer",
        "the place that an issuer's name begins with",
        "泊宁市公安局",
        "公安局",
        "none known",
    ),
    _rule(
        "state",
        "an issuer is a body of the state",
        "国务院办公厅, 财政部",
        "中国人民银行泊宁市分行",
        "none known",
    ),
    _rule(
        "addressed-to",
        "the plan is sent to all provinces, and names no place of its own in its head",
        "各省、自治区、直辖市人民政府，国务院各部委：",
        "各市、县人民政府：",
        "none known: only the centre writes to them",
    ),
    _rule(
        "title-names",
        "the one place of the table that the title names, not at its beginning",
        "关于促进慈溪市房地产市场…的若干措施",
        "关于学习甲市、乙市经验的通知",
        "a title that names only another place",
    ),
    _rule(
        "place-table",
        "the level of the place in the table of divisions",
        "慈溪市 is a county-level city",
        "泊宁市, which the table does not have",
        "a division raised or merged since the table was made",
    ),
    _rule(
        "place-form",
        "the last word of the place's name",
        "泊宁市",
        "慈溪市, which the table has",
        "county-level cities",
    ),
    _rule(
        "parent-in-text",
        "of several places of one name, the one whose city the text names",
        "鼓楼区 in a text that names 南京市",
        "鼓楼区 in a text that names no city",
        "a text that speaks of another city alone",
    ),
    _rule(
        "level-words",
        "全省, 全市, 全县, 全区 in the title; 我市, 市教育局 in the text",
        "2024年全市卫生健康工作要点",
        "全区域",
        "区 of an autonomous region is taken for a district",
    ),
    _rule(
        "house-and-title",
        "the plan calls its issuer 委, 局 or 厅, and its title names the field of one",
        "委规划信息处 in …卫生健康工作要点 of a province: its 卫生健康委员会",
        "局办公室 in a plan of a whole government",
        "a field of two departments of one kind",
    ),
    _rule(
        "body-of-place",
        "inferred: a body of the place is named, of the kind that the plan speaks of itself by",
        "国家金融监督管理总局慈溪监管支局 in a plan of 我市",
        "浙江省税务局 in a plan of 我市",
        "the bodies of the place above, where the place has none of its own",
    ),
    _rule(
        "own-conditions",
        "inferred: 结合…实际 names the place",
        "结合慈溪市实际，制定本措施",
        "结合实际",
        "none known",
    ),
    _rule(
        "place-above",
        "inferred: the city that a named county lies in is named as well",
        "慈溪市 in a text that names 宁波市",
        "慈溪市 in a text that names no city above it",
        "a county of that city which is only compared with",
    ),
    _rule(
        "named",
        "inferred: the place is named in full",
        "在慈溪市购买新建商品住房 in a plan of 我市",
        "学习慈溪市经验",
        "a place that is only compared with",
    ),
    _rule(
        "named-in-title",
        "inferred: a document that the plan cites is of the place",
        "《慈溪市人民政府关于…的通知》",
        "《浙江省…条例》 in a plan of 我市",
        "a document of a neighbour",
    ),
    _rule(
        "stem",
        "inferred: a province or prefecture is named without its last word",
        "来宁波就业",
        "和平路",
        "a stem that is a word of its own",
    ),
    _rule(
        "places-inside",
        "inferred: the places in it are named",
        "海曙区、鄞州区、慈溪市可参照执行 in a plan of 我市: 宁波市",
        "one of them alone",
        "cities that are compared",
    ),
    _rule(
        "bodies-of-the-state",
        "inferred: tasks are given to three bodies of the state or more, and none to 省 or 市 "
        "bodies",
        "教育部、财政部、国家发展改革委按职责分工负责",
        "人民银行参与",
        "a province's copy of the state's division of labour",
    ),
    _rule(
        "host",
        "inferred: the host of the page is spelt like the place",
        "www.cixi.gov.cn",
        "www.example.com",
        "a site that shows the plans of the places above it",
    ),
    _rule(
        "site-name",
        "inferred: the tag SiteName begins with the place",
        "慈溪市人民政府门户网站",
        "本地宝",
        "as with host",
    ),
    _rule(
        "number",
        "inferred: the first character of the 文号 is a province's short name",
        "黔卫健函〔2023〕12号",
        "青政办发〔2023〕1号 of a city 青…",
        "cities' short names that are a province's too; so only for plans of a province",
    ),
    _rule(
        "slogan",
        "inferred: 健康, 平安, 美丽, 数字, 法治 with a place's stem",
        "健康贵州",
        "健康中国",
        "a plan that speaks only of another place's campaign",
    ),
    _rule(
        "area-code",
        "inferred: the area code of a telephone number; the weakest",
        "联系电话：0851-…",
        "a mobile number",
        "the number of a site or a printer",
    ),
)

BY_ID: Final = {rule.id: rule for rule in ORIGIN_RULES}

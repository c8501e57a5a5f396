"""Numbers that a plan does not commit to: ages, names, slogans, awards, what exists already.

Each test looks only at a few words on both sides of the number, so that reading stays
linear in the length of the text. The ids of the rules stand in
:mod:`zeren.loaders.targets.rules`, with examples and what they cost.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from zeren.loaders.targets.comparators import Suffix
from zeren.loaders.targets.quantities import Quantity

ONE = 1
# Kinds that measure the size of a thing as well as an amount to reach: 100张床位以上的医院.
_SIZES = frozenset(
    {"money", "people", "area", "length", "mass", "volume", "power", "data", "freight", "time-span"}
)
_NO_SIZE = frozenset({"名", "位", "人次", "户次", "公里", "人份", "个家庭", "支", "队"})


class Around(NamedTuple):
    """The words around a number, folded: ``left`` ends at it, ``right`` begins behind it.

    ``left`` begins with the part of the sentence that the number stands in (behind a comma
    or the number before), ``clause`` with that comma even where a number stands between,
    ``before`` is the whole sentence up to the number, at most some hundred characters.
    ``right`` begins behind the measure and its 以上, ``right_raw`` behind the measure.
    """

    left: str
    clause: str
    before: str
    right: str
    right_raw: str


_ORDINAL = re.compile(
    r"(?:第|(?<![底末月日年之以目])前|排名|位居|位列|(?<![减安])排|(?<![系班专序])列|No\.?|№|[A-Za-z]-)\s?$"
)
_ORDINAL_ENDS = frozenset("第前名居列排o.№-")
_GLUED = re.compile(r"[□■\ufffd×xX*+＋∕/\-—–.~～]\s?$|[0-9]$|[〔\[]$")
_LOST = re.compile(r"[□■\ufffd]")
_INCLUDED = re.compile(r"[(（]不?含\s?$")
_LIFE = re.compile(r"寿命")
_PER = re.compile(r"每\s?$")
_AWARD_BEFORE = re.compile(
    r"(?:给予|予以|奖励|奖补|补助|补贴|资助|贴息|最高|封顶(?!线)|上限|顶格|一次性|兑现|扶持|按照?|每[人户个家项名]每?[月年天次]?"
    r"|授信|贷款|担保|额度|罚款|减免|抵扣|优惠|打|放宽至?|降低[^,;]{0,6}[税费])[^,;。]{0,14}$"
)
_AWARD_AFTER = re.compile(
    r"(?:的|标准|比例|以内|以下|额度|/人|/户|/年|每[人户年月]|、|和|至|-|\d|万|元){0,6}(?:给予|予以|一次性|奖励|奖补|补助|补贴|资助|贴息|"
    r"扶持|兑现|拨付|补偿|返还|分担|配套|优惠|缴纳)"
)
_AWARD_TOTAL = re.compile(
    r"(?:争取|下达|筹集|筹措|投入|安排|拨付|发放|落实|统筹|募集|整合|完成|兑付|新增|放贷|投放|标准[^,;。]{0,6}(?:提高|达|增|不低于|为|调整|提标))"
    r"[^,;。]{0,24}$"
)
_AWARD_VERB = re.compile(r"给予|予以|奖励|奖补(?!资金)|资助|贴息|一次性|最高")
# 每户补助20万元, 一等奖2名: what each recipient gets, or who is given it.
_EACH_GETS = re.compile(
    r"每[人户个家项名台辆套件次年月][^,;。\d]{0,10}(?:补助|补贴|奖励|奖补|资助|给予|扶持)[^,;。\d]{0,4}$"
)
_PRIZE = re.compile(r"(?:[一二三四特]等奖|优秀奖|优胜奖|鼓励奖)$")
# 减按1%征收, 按1.5%的税率征收: a rule of levying.
_LEVY_BEFORE = re.compile(r"减按$")
_LEVY_AFTER = re.compile(
    r"的?[^,;。\d]{0,4}(?:(?:税率|预征率|征收率)(?:计|征|预|缴|执行|,|。|$)|(?:征收|预缴|计征|收取|缴存|执行))"
)
# 购买90平方米以上的，给予补贴; 对进口额达到1亿元的企业，奖励: who may have it.
_CONDITION = re.compile(
    r"[^,;。]{0,24}的,(?:可|给予|予以|奖励|享受|每|一次性|分别|优先|视[为同]|认定|按|由[^,;。]{1,12}(?:给予|奖|补)"
    r"|[市区县省]?财政|再|不(?:再|纳入|计入|受))"
)
_FOR_WHOM = re.compile(r"(?:^|[,;。:)])(?:对|凡|对于)[^,;。]{0,40}$")
_IS_GIVEN = re.compile(
    r"[^,;。]{0,24},[^,;。\d]{0,12}(?:给予|予以(?:奖|补|资|贴)|奖励|补助|补贴|资助|奖补|加\d分)"
)
_STATE = re.compile(
    r"(?:已(?:经)?(?:建成|完成|达|有|累计|投|开|实现|建|培|覆|形|创|发|签|引|办|新|打|成)|现有|目前|截至|截止|原有|共有|现已|"
    r"(?:去年(?<![较比]..)|上年(?<![较比]..)|上一年(?<![较比]...))(?:全年|底|末)?(?:完成|实现|达|为|的|,|$|共|建|新)|(?:完成|达到|建成|新增|增长|实现|下降|提高|培训|突破|超过|开展|举办)了)"
    r"[^,;。]{0,30}$"
)
_STATE_OPEN = re.compile(
    r"(?:截至|截止|目前|(?:去年|上年)(?<![较比同在]..)(?!同期)|过去一年)[^;。]{0,60}$"
)
_OLD_LEVEL = re.compile(r"(?:由|从|自)[^,;。由从]{0,24}$")
_TO_NEW_LEVEL = re.compile(
    r"[^,;。\d]{0,12}(?:提高|提升|增加|增长|增|降低|下降|减少|扩大|压缩|压减|缩短|扩展|拓展|上升|优化|延长|调整|降|升|减|压|变|缩)"
    r"(?:到|至|为)|[^,;。\d]{0,3}(?:到|至)\s?[^,;。]{0,3}\d"
)
_BASE = re.compile(r"(?:的)?(?:基础之?上|基数上)")
_TOPIC = re.compile(
    r"(?:围绕|聚焦|坚持|对照|根据|依据|遵循|立足|锚定|紧扣|瞄准|践行|贯彻|遵守|严守|紧盯|把握|突出|抓住)[^,;。]{0,24}$"
)
_ABSTRACT = re.compile(
    r"(?:方面|阶段|环节|层面|维度|原则|步骤|必须|坚持|统一|确保|转变|关系|意识|文件|问题导向|字|结合|一批|一律|"
    r"关键环节|重点领域|重点方面|导向|标准(?!化)|要点|小时(?:制|值|服务)|清单|闭环)"
)
_NAMED = re.compile(
    r"(?:个|项|条|大|类)?[^,;。、\d]{0,6}(?:行动|制度|准则|规定|要求|战略|禁令|铁律|禁止|意见|办法|措施|举措|纪律|守则|任务|条例|方针|政策)"
    r"(?=[,;。、)]|$|落|实|的|和|及|得|清|走|深|见)"
)
_CARRY_OUT = re.compile(
    r"(?:推进|落实|执行|贯彻|实施|开展|抓好|按照?|做好|严格|遵守|抓实|省委|市委|中央|国家|围绕)[^,;。]{0,10}$"
)
_NOUN_FOLLOWS = re.compile(r"\s?(?:的\s?)?[\u4e00-\u9fffA-Za-z“]")
_OF_NOUN = re.compile(r"\s?的\s?[\u4e00-\u9fffA-Za-z“]")
_COUNT_FOLLOWS = re.compile(r"\s?(?:的\s?)?\d+(?:\.\d+)?万?[个家户座所处人名项条台]")
_NO_NOUN = re.compile(
    r"\s?(?:的)?(?:目标|要求|标准|任务|水平|增速|速度|和|及|与|、|以及|并|且|左右|\(|用于|实现|达到|纳入|落实|到位|通过|完成|开展|符合|覆盖"
    r"|进行|接受|参加|配备|建立|能够|得到|设立|设置|由|在|为|用|按|向|建成|免费|办结|以上|以下|进入|转|予|给|实行|推行|投入|开工|竣工|其中"
    r"|办好|办完|解决|到账|修复|送达|处置|清零|全部|全面)"
)
_CRITERION = re.compile(
    r"(?:超过|超|大于|高于|多于|满|达到?|不足|低于|小于|少于|占比|比例|率|占|年营业收入|营收|投资额?|面积|收入|产值|高度|规模|层数|在|跨度|"
    r"人口|容量|金额|资金|床位|距离|半径|直径|深度|含|近|约)(?:了|的|约|在)?$"
)
_SCALE_BEFORE = re.compile(
    r"(?:新增|新建|建成|完成|培训|增加|达到?|不低于|不少于|至少|突破|超过|争取|实现|投入|筹集|募集|覆盖|服务|惠及|引进|招收|招募|为|对|提供|发放"
    r"|建设|开办|开设|设立|设置|建立|建有|布局|布设|打造|培育|创建|引育|招引|孵化|选树|组建|改造|增设|配置|购置|储备|认定|评选|转化|签约)$"
)
_CHOSEN_BY_SIZE = re.compile(
    r"\s?的?(?:大型|较大|规模)?(?:单位|企业|机构|学校|场所|村|社区|项目|聚集|会议|活动|团队|家庭|公司|工程|自然|宾馆|乡镇|县|市|班级|园|医院|工地|"
    r"密集|群体性|较大)"
)
# 公交站点500米覆盖率: the length belongs to the name of the indicator.
_NAMES_A_RATE = re.compile(r"[^,;。、\d]{0,8}(?:率|占比|比例|服务圈|生活圈)")
_EACH_HAS = re.compile(
    r"每(?!年|月|季|周|半年|学期|日|天|次|届|期)[^,;。]{0,16}"
    r"(?:配置|配备|建设|建成|建有|设立|设置|拥有|安排|培育|打造|建|设|有|配)(?:好|齐|强)?$"
)
_LATER_NUMBER = re.compile(r"[^,;。、]{1,24}?\d")
_TIME_BEFORE = re.compile(
    r"(?:压缩|缩短|控制|压减|时间|时长|时限|周期|期限|天数|日数|耗时|用时|不超过|不低于|不少于|不多于|平均|缩减|减少|减至|降至|降到|延长|"
    r"提速|提升|至少|达到?|超过|保持|工期|累计|总计|学习|培训|服务时间|运营|办理|为|少于|低于|跑动|审批|增加)"
    r"(?:到|至|在|为|了|约|近|均|分别|由|不|超过|低于|少于|[,、和]|\s)*$"
)
_TIME_REACH = re.compile(
    r"(?:时间|时长|时限|周期|天数|日数|耗时|用时)[^,;。]{0,8}$|(?:压缩|缩短|控制|压减|缩减|降)[^,;。]{0,8}[到至在]$"
)
# 5个工作日内办结 promises a time; 自收到之日起5个工作日内 is a rule of procedure.
_SETTLED = re.compile(
    "(?:以|之)?内(?:全部|全面|及时|基本)?(?:办结|办完|办好|完成|解决|到账|修复|送达|处置完|清零)"
)
_PROCEDURE = re.compile(
    "之日|自.{1,12}[起后]|收到|受理|应当?$|须$"
    "|(?:申请|通知|公示|验收|提交|审核|获批|认定|备案)[^,;]{0,6}后"
)
_PERIOD_BEFORE = re.compile(
    r"(?:期限|有效期|服务期|聘期|周期为|任期|培养期|学制|时间跨度|为期)[^,;。]{0,6}$"
)
_VERSION = re.compile(
    r"(?:强|版|号|型|式|级|度|时代|周年|世纪|代|年|月|日|岁|届|G|g|K|k|V|A|D|#|%%|\+|＋|千伏|伏|℃)"
)
_BUILD = re.compile(
    r"(?:新建|改建|建成|新增|创建|建设|打造|培育|引进|完成|增加|新设|增设|设立|组建|建立|举办|组织|开展|培训|选派|争创|遴选|申报|推出|"
    r"新改扩建|改造|争取|配备|添置|购置|启动|建|实施|召开|发布|认定|评选|承办|扶持|推广|招引|落地|签约|储备|谋划|出台|制定|编制|发展|开工|投用|"
    r"开通|办好|落户|孵化|获批|命名|创成|达到?|不少于|不低于|至少|不超过|超过|突破|有|各|共)(?:约|近|了|各|成|省级|市级|国家级)?$"
)
_CONCRETE = frozenset(
    (
        "家",
        "所",
        "座",
        "处",
        "名",
        "人",
        "位",
        "场",
        "期",
        "辆",
        "台",
        "张",
        "亩",
        "公里",
        "户",
        "人次",
        "场次",
        "期次",
        "批次",
        "套",
        "部",
        "艘",
        "件",
        "栋",
        "间",
        "幢",
        "篇",
        "册",
        "支",
        "门",
        "条",
        "起",
        "例",
        "公顷",
        "平方米",
        "元",
        "吨",
        "株",
        "棵",
        "盏",
        "种",
        "款",
        "辆次",
        "节",
        "课时",
        "学时",
    )
)
_SLOGAN_NOUN = re.compile(
    r"[^,;。]{0,12}?(?:行动|体系|机制|制度|格局|品牌|高地|工程|战略|计划|方面|重点|关键|结合|确保|专项|环节|阶段|问题|抓手|关系|清单|"
    r"毫不|始终|统一|意识|维护|确立|坚持|转变|优势|链条|产业链|平台|网络|防线|责任|底线|大|一批)"
)


def refusal(quantity: Quantity, around: Around, suffix: Suffix | None) -> str | None:
    """Return the id of the rule by which the number is no target, or None where it may be one."""
    for test in (_form, _old, _size, _kind, _surroundings):
        rule = test(quantity, around, suffix)
        if rule is not None:
            return rule
    return None


def _form(quantity: Quantity, around: Around, suffix: Suffix | None) -> str | None:
    """Refuse what is no count by its own form: ordinals, damage, no measure word."""
    near = around.before[-6:]
    if _LOST.search(near[-3:] + around.right_raw[:1]):
        return "damaged-number"
    if near.rstrip()[-1:] in _ORDINAL_ENDS and _ORDINAL.search(near):
        return "ordinal"
    if _GLUED.search(near) or (
        near[-1:].isascii() and near[-1:].isalpha() and not quantity.measure
    ):
        return "part-of-name"
    if _INCLUDED.search(around.before[-3:]):
        return "size-of-things"  # 90平方米以上(含90平方米)
    if quantity.han:
        return _han(quantity, around, suffix)
    if not quantity.measure and not _counts_without_measure(quantity, around, suffix):
        return "no-measure"
    return None


def _counts_without_measure(quantity: Quantity, around: Around, suffix: Suffix | None) -> bool:
    """Say whether a number without measure commits all the same: 1200万居民, 指数达到90以上."""
    right = around.right_raw.lstrip()
    if quantity.scaled:
        return bool(re.match(r"[\u4e00-\u9fff]", right)) and not re.match(r"年|级|分|字", right)
    if _VERSION.match(right) or 2000 <= quantity.value < 2100:
        return False
    reached = re.search(
        r"(?:达到?|不低于|不少于|控制在|保持在|稳定在|提高到|提升到|提升至|提高至|降至|降到|超过|突破|不高于|不超过)$",
        around.left,
    )
    ends = not right or right[0] in ",;。)、\n" or suffix is not None
    return bool(reached and ends)


def _han(quantity: Quantity, around: Around, suffix: Suffix | None) -> str | None:
    """Refuse Chinese numerals, unless they plainly count things to do."""
    if quantity.kind in {"time-span", "age", "data", "score"} or quantity.measure in {"次", "届"}:
        return "han-numeral"
    if quantity.measure in {"%", "倍", "番"}:
        return None
    promised = suffix is not None or re.search(
        r"(?:不少于|不低于|至少|不超过|超过|突破)[^,;。]{0,6}$", around.left
    )
    if re.search(r"[一-龥]$", around.left) and re.search(r"[第前这该其]$", around.left):
        return "ordinal"
    if _SLOGAN_NOUN.match(around.right):
        return "han-numeral"
    if promised:
        return None if quantity.value >= ONE else "han-numeral"
    if quantity.value == ONE and _EACH_HAS.search(around.clause):
        return None
    if quantity.value <= ONE or not _BUILD.search(around.left):
        return "han-numeral"
    return (
        None if quantity.measure in _CONCRETE or quantity.measure in {"个", "项"} else "han-numeral"
    )


def _old(_quantity: Quantity, around: Around, _suffix: Suffix | None) -> str | None:
    """Refuse the level that a change starts from."""
    found = _OLD_LEVEL.search(around.left) and _TO_NEW_LEVEL.match(around.right)
    return "old-level" if found else None


def _size(quantity: Quantity, around: Around, suffix: Suffix | None) -> str | None:
    """Refuse the size by which things are chosen: 10万元以上的村, 500平方米以上场所."""
    right = around.right
    plain = quantity.measure in _NO_SIZE or quantity.kind not in _SIZES
    if quantity.measure in {"张", "床", "床位", "户", "家", "台"} and suffix is not None:
        plain = False
    if quantity.kind == "rate":
        follows = _OF_NOUN.match(right)
        bare = suffix is not None and _NOUN_FOLLOWS.match(right) and _LATER_NUMBER.match(right)
        if (follows or bare) and not _NO_NOUN.match(right) and _CRITERION.search(around.left):
            return "size-of-things"
        return None
    if plain:
        follows = _OF_NOUN.match(right)
        if (
            follows
            and not _NO_NOUN.match(right)
            and re.search(r"(?:超过|大于|高于|多于|满|达到?|不足)$", around.left)
        ):
            return "size-of-things"
        return None
    if suffix is None and quantity.kind != "people" and _NAMES_A_RATE.match(right):
        return "size-of-things"
    if suffix is not None and _COUNT_FOLLOWS.match(right):
        return "size-of-things"  # 其中10亿元以上5个
    if not _NOUN_FOLLOWS.match(right) or _NO_NOUN.match(right):
        return None
    of = bool(re.match(r"\s?的", right))
    if re.search(r"(?:不低于|不少于|至少|不超过)$", around.left):
        return None
    if quantity.kind == "people" and not _CHOSEN_BY_SIZE.match(right):
        return None
    if suffix is not None:
        direct = _SCALE_BEFORE.search(around.left)
        return None if direct and not of and not _LATER_NUMBER.match(right) else "size-of-things"
    if of:
        return "size-of-things" if _CRITERION.search(around.left) else None
    if quantity.kind in {"power", "length", "area", "volume", "mass", "money"}:
        # 500千伏安变电站2座, 100万千瓦光伏项目3个
        later = re.match(r"[^,;。、\d]{1,14}\d+(?:\.\d+)?万?[个座家处台条项套]", right)
        if later and not re.search(r"(?:达到?|不低于|不少于|新增|完成)$", around.left):
            return "size-of-things"
    return None


def _kind(quantity: Quantity, around: Around, suffix: Suffix | None) -> str | None:
    """Refuse by the kind of measure: ages, spans of time that are no promise, award terms."""
    if quantity.kind == "age":
        return None if _LIFE.search(around.clause) else "age"
    if quantity.kind == "time-span":
        return _time(quantity, around, suffix)
    if quantity.kind in {"money", "rate"} or quantity.measure in {"倍", "个百分点"}:
        return _award(quantity, around)
    if quantity.measure == "次":
        if quantity.value == ONE and quantity.upper is None:
            return "once"
        if re.search(r"每(?:日|天|周|月)[^,;。]{0,4}$", around.left):
            return "once"
    of_a_year = quantity.measure in {"届", "级"} and 1900 < quantity.value < 2100
    if quantity.measure == "级" or of_a_year:  # 2024届毕业生
        return "part-of-name"
    return None


def _time(quantity: Quantity, around: Around, suffix: Suffix | None) -> str | None:
    if _PERIOD_BEFORE.search(around.clause):
        return "span-of-time"
    inside = around.right_raw.startswith(("内", "以内", "之内"))
    if inside:
        settled = _SETTLED.match(around.right_raw) and not _PROCEDURE.search(around.clause)
        named = (
            settled
            or _TIME_REACH.search(around.clause)
            or re.search(r"(?:缩短|压缩|控制|不超过|平均|压减|降)[^,;。]{0,6}$", around.left)
        )
        return None if named else "span-of-time"
    if _TIME_BEFORE.search(around.left) or _TIME_REACH.search(around.left):
        follows = around.right_raw.lstrip()
        if re.match(
            r"(?:的)?(?:生活圈|服务圈|行动|制|热线|健身圈|救援圈|急救圈|圈|公示|公告)", follows
        ):
            return "span-of-time"
        return None
    if suffix is not None and re.match(r"\s?(?:[,;。)]|$)", around.right) and around.left:
        return None
    return "span-of-time"


def _award(quantity: Quantity, around: Around) -> str | None:
    money = quantity.kind == "money"
    if money and _EACH_GETS.search(around.clause):
        return "award"
    levied = _LEVY_BEFORE.search(around.left) or re.search("按[^,;。]{0,6}$", around.left)
    if not money and levied and _LEVY_AFTER.match(around.right_raw):
        return "award"
    if money and re.search(
        r"(?:给予|予以|奖励|最高|封顶(?!线)|上限|顶格|一次性|资助)[^,;。]{0,14}$", around.clause
    ):
        total = _AWARD_TOTAL.search(around.clause)
        if not total or _AWARD_VERB.search(around.clause[total.start() :]):
            return "award"
    if money and _AWARD_BEFORE.search(around.clause) and not _AWARD_TOTAL.search(around.clause):
        return "award"
    if not money and re.search(
        r"(?:给予|予以|按照?[^,;。]{0,10}|奖励|补助|补贴|贴息|最高)$", around.left
    ):
        percent_of = _AWARD_AFTER.match(around.right_raw) or re.match(
            r"的?(?:比例|标准)", around.right_raw
        )
        if percent_of or re.search(r"(?:给予|予以|补助|补贴|最高)$", around.left):
            return "award"
    if _AWARD_AFTER.match(around.right_raw) and not _AWARD_TOTAL.search(around.clause):
        return "award"
    return None


def _surroundings(quantity: Quantity, around: Around, suffix: Suffix | None) -> str | None:
    """Refuse by the words around: what exists, old levels, topics, names of rules, eligibility."""
    if _PER.search(around.left) or _PER.search(around.before[-3:]):
        return "per"
    right = around.right
    if _PRIZE.search(around.left):
        return "award"
    if _CONDITION.match(right) or (
        _FOR_WHOM.search(around.before) and _IS_GIVEN.match(right) and not right.startswith(",")
    ):
        return "condition"
    if _STATE.search(around.clause) or _STATE_OPEN.search(around.before):
        return "existing-state"
    if around.left.endswith("的") and re.match(
        rf"[^,;。\d]{{1,20}}\d+{re.escape(quantity.measure)}(?:以上|以内)?", right
    ):
        # 反馈的31项问题完成整改27项: the first is what there is.
        return "existing-state"
    if _BASE.match(right):
        return "existing-state"
    if quantity.kind in {"things", "events"} or quantity.measure in {"项", "条", "类"}:
        if _TOPIC.search(around.clause):
            return "topic"
        if _ABSTRACT.match(right):
            return "slogan"
        if (
            _NAMED.match(right)
            and _CARRY_OUT.search(around.left)
            and quantity.measure in {"个", "项", "条", "类"}
        ):
            return "slogan"
    if (
        quantity.kind == "score"
        and not re.search(
            r"(?:达|不低于|不少于|提高|提升|以上|保持|稳定|超过|得分|为|在|至|到)", around.left[-8:]
        )
        and suffix is None
    ):
        return "part-of-name"
    return None

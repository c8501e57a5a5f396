"""Lines of a web page that are no part of the document it shows, as data.

A rule looks at one line, without the blanks around it. ``needs`` are strings of which
one is on every line the pattern matches: they are searched first, so that a page
without them costs nothing. ``zone`` says where the rule is believed:

- ``any``: wherever the line stands;
- ``foot``: and what follows is the foot of the page, if nothing follows that could be
  part of a plan;
- ``end``: the mark of a site that the document ends here; the same holds.

A line with the data of a publication (发布时间, 来源, 文号 …) is never furniture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Zone = Literal["any", "foot", "end"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of line that is removed. The examples are tests."""

    id: str
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    cost: str
    zone: Zone = "any"
    longest: int = 200  # characters of a line; longer ones are the document's


def _line(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)


# Words that stand on buttons and menus. A line of nothing else is no text.
_ALONE = (
    "打印本页|打印此页|打印页面|打印|关闭窗口|关闭本页|关闭页面|关闭|返回顶部|返回首页|返回列表|返回上一页"
    "|设为首页|加入收藏|收藏本站|收藏本页|收藏本文|收藏|网站首页|首页|登录|注册|下载资源|下载|举报"
    "|无障碍浏览|无障碍阅读|无障碍|长者模式|长者助手|适老化|关怀版|大字版|繁體|繁体|简体|手机版|移动版|English|RSS"
    "|分享到|分享本文|分享|微信|微博|新浪微博|腾讯微博|QQ空间|朋友圈|点赞|回复|扫一扫|复制链接"
    "|我要纠错|纠错|听全文|语音播报|语音朗读|智能问答|智能机器人|网站支持IPv6"
    "|网站地图|网站声明|隐私声明|隐私条款|关于我们|联系我们|客服中心"
)
_TOGETHER = (
    "QQ|字体|字号|大|中|小|默认|相关|机构概况|机构职能|机构设置|政务公开|信息公开|政务服务|办事服务|网上办事"
    "|政民互动|互动交流|公众参与|新闻中心|新闻动态|通知公告|政务动态|专题专栏|数据发布|数据开放|走进政府"
    "|要闻动态|政策文件"
)
_GAP = r"[\s\[\]【】|｜·•/:：,，、>»丨()（）]"
_PORN = (
    "黄片|无码|東京热|东京热|少妇|色综合|久久综合|精品国产|丁香五月|五月天|婷婷|三级片|一区二区|在线视频综合|"
    "AV在线|av在线|成人视频|激情视频|国产精品"
)
_GAMBLING = (
    "百家乐|娱乐城|博彩|澳门新葡京|葡京|时时彩|六合彩|棋牌平台|体育投注|开户送|老虎机|真人荷官"
)

RULES: tuple[Rule, ...] = (
    Rule(
        id="breadcrumb",
        needs=("位置", "首页"),
        pattern=_line(
            r"[【\[]?(?:您|你)?(?:现在)?的?(?:当前|现在|所在)?(?:所在)?的?位置[】\]]?\s*(?:[:：]|是[:：]?).*"
            r"|(?:网站)?首页\s*(?:[>＞»›→/]|-+>|&gt;)+.*"
        ),
        examples=(
            "当前位置：首页 > 政务公开 > 规划计划",
            "您所在的位置:首页>>通知公告",
            "首页 > 公告",
        ),
        counter_examples=("1.在门户网站首页开设专栏。", "位置信息采集率达到90%。"),
        cost="A line that begins with 位置: and describes a place.",
    ),
    Rule(
        id="buttons",
        needs=tuple(_ALONE.split("|")),
        pattern=_line(
            rf"{_GAP}*(?:(?:{_ALONE}){_GAP}*"
            rf"|(?=.*(?:{_ALONE}))(?:(?:{_ALONE}|{_TOGETHER})(?:{_GAP}+|\Z)){{2,40}})"
        ),
        examples=(
            "【打印本页】 【关闭窗口】",
            "打印 关闭",
            "下载 相关 举报",
            "分享到：微信 微博 QQ空间",
            "首页 | 政务公开 | 政务服务 | 互动交流",
            "字体：大 中 小 打印",
            "返回顶部",
        ),
        counter_examples=("政务公开", "一、政务服务", "下载量达到5万次", "分享 经验、 推广做法"),
        cost="A heading of the single word 下载 or 分享.",
        longest=120,
    ),
    Rule(
        id="font-size",
        needs=("字体", "字号"),
        pattern=_line(
            rf"{_GAP}*(?:视力保护色{_GAP}*)?(?:字体|字号)(?:大小|显示|选择)?{_GAP}*"
            rf"(?:[大中小特默认超+\-A]{_GAP}*){{0,8}}(?:(?:{_ALONE}){_GAP}*){{0,6}}"
        ),
        examples=(
            "字体：大 中 小",
            "【字体：",
            "【字号：大 中 小】",
            "字体大小：[大] [中] [小] 打印",
        ),
        counter_examples=("字体大小符合规范。",),
        cost="None known.",
    ),
    Rule(
        id="views",
        needs=("浏览", "阅读", "点击", "访问", "访客"),
        pattern=_line(
            r"[\[【(（]?(?:本页)?(?:浏览|阅读|点击|访问)(?:次数|数|量|率)?\s*[:：]\s*\[?\d{0,9}\]?\s*次?[\]】)）]?"
            r"|您是(?:本站)?第?\s*\d{0,9}\s*位访(?:客|问者)"
        ),
        examples=("浏览次数：1234", "【浏览量：56次】", "您是第 1024 位访客"),
        counter_examples=("访问量：年内达到5万人次", "阅读率达到80%"),
        cost="None known.",
    ),
    Rule(
        id="scan-the-code",
        needs=("扫一扫", "扫描", "扫码"),
        pattern=_line(
            r"[^。；]{0,20}(?:扫一扫|扫描|扫码)[^。；]{0,20}(?:二维码|当前页|分享|关注|手机)[^。；]{0,15}"
        ),
        examples=("扫一扫在手机打开当前页", "微信扫一扫：分享", "扫描二维码 关注我们"),
        counter_examples=("3.推广扫码支付，开展手机挂号。",),
        cost="A short item on payment by code without a full stop at its end.",
        longest=60,
    ),
    Rule(
        id="share-to",
        needs=("分享到",),
        pattern=_line(r"分享到\s*[:：]?[^。；]{0,40}"),
        examples=("分享到：新浪微博 微信 更多",),
        counter_examples=("把经验分享到各县区。",),
        cost="A line without a full stop that begins with 分享到.",
        longest=60,
    ),
    Rule(
        id="neighbours",
        needs=("上一", "下一"),
        pattern=_line(r"(?:上一|下一)(?:篇|条|页|则)\s*(?:[:：].*|>*|\s.*)"),
        examples=("上一篇：青禾县2024年工作要点", "下一篇: 没有了", "下一页"),
        counter_examples=("下一步，各单位要抓好落实。",),
        cost="None known.",
    ),
    Rule(
        id="related",
        needs=("相关", "猜你喜欢", "推荐", "热门", "友情", "网站地图", "延伸"),
        pattern=_line(
            r"[【\[]?(?:相关(?:文章|阅读|资源|搜索|推荐|新闻|信息|链接|解读|文档|稿件|报道|资讯)|猜你喜欢"
            r"|热门(?:文章|推荐|标签|搜索|文档)|(?:推荐|延伸)阅读|友情链接|网站地图)[】\]]?\s*[:：]?"
        ),
        examples=("相关文章：", "猜你喜欢", "【相关阅读】", "友情链接"),
        counter_examples=("相关责任单位：", "相关附件："),
        cost="None known.",
    ),
    Rule(
        id="greeting",
        needs=("您好", "你好", "欢迎"),
        pattern=_line(
            r"(?:您好|你好)\s*[,，:：!！][^。；]{0,40}"
            r"|(?:(?:您好|你好)[,，!！]?\s*)?欢迎(?:您)?(?:来到|光临|访问|登录|进入)[^。；]{1,40}[!！。]?"
        ),
        examples=("您好:云岭招标服务有限公司", "欢迎来到云岭医疗器械网", "您好，欢迎访问本站！"),
        counter_examples=("推广“您好”文明用语。", "欢迎来到本市就业创业的人才，给予住房补贴；"),
        cost="None known.",
        longest=60,
    ),
    Rule(
        id="site-name",
        needs=("网站", "政府网"),
        pattern=_line(
            r"[^\s\d、，。；：:.]{2,20}(?:政府|局|委|委员会|厅)(?:门户|官方)网站"
            r"|(?:[^\s|、，。；：]{1,14}(?:网站|政府网)[\s|]+)+[^\s|、，。；：]{1,14}(?:网站|政府网)"
        ),
        examples=("青禾县人民政府门户网站", "国务院部门网站 省级政府网站 市级政府网站"),
        counter_examples=("1.升级县人民政府门户网站", "政务网站：完成改版"),
        cost="An item without a number and a stop that ends with 政府门户网站.",
        longest=80,
    ),
    Rule(
        id="address-of-the-page",
        needs=("本文链接", "本文网址", "本文地址", "即将离开"),
        pattern=_line(r"本文(?:链接|网址|地址)\s*[:：].*|您访问的链接即将离开.*"),
        examples=("本文链接：http://qinghe.example/a.html",),
        counter_examples=("推广本文链接机制",),
        cost="None known.",
    ),
    Rule(
        id="licence",
        needs=("ICP", "icp", "公网安备", "增值电信", "网药械"),
        pattern=_line(
            r".*(?:ICP\s*(?:备|证|许可)(?:字)?(?:第)?\s*\d{4,}.*|公网安备\s*(?:第)?\s*\d{6,}.*"
            r"|增值电信业务经营许可证\s*[:：].*)"
        ),
        examples=(
            "经营许可证编号：云ICP备20990001号-2",
            "云公网安备 53990002000001号 地址：云岭市青禾路1号 版权所有",
        ),
        counter_examples=("规范《药品经营许可证》核发，完成ICP备案网站清查。",),
        cost="None known.",
        zone="foot",
        longest=400,
    ),
    Rule(
        id="copyright",
        needs=("版权所有", "opyright", "OPYRIGHT", "©"),
        pattern=_line(
            r"(?:.{0,60}[\s:：©])?版权所有(?:\Z|(?=[\s:：©\dA-Z,，]|侵权|翻版|不得|违者)[^。；]{0,120})|[^。；]{0,80}(?:股份|公司|网站?|政府|局|委)版权所有"
            r"|.{0,80}(?:copyright\s*(?:©|\(c\)|@|\?|&copy;)?|©)\s*(?:\d{4}|by|版权|all).{0,160}"
        ),
        examples=(
            "版权所有：青禾县人民政府办公室",
            "copyright@ 2008-2023 某某文库网站版权所有",
            "Copyright © 2024 All Rights Reserved",
        ),
        counter_examples=(
            "版权所有制度建设",
            "依法保护版权所有者的权益",
            "加强著作权保护，落实版权所有制度。",
        ),
        cost="None known.",
        zone="foot",
        longest=300,
    ),
    Rule(
        id="site-footer",
        needs=("技术支持", "网站标识码", "网站主办", "网站管理", "承办", "建议使用", "CMS"),
        pattern=_line(
            r"(?:(?:网站)?(?:主办|承办|管理|建设|维护)(?:单位)?\s*[:：][^。；]{1,60}\s+)?技术支持\s*[:：][^。；]{1,60}"
            r"|(?:网站)?主办(?:单位)?\s*[:：][^。；、]{1,40}\s+(?:网站)?承办(?:单位)?\s*[:：][^。；、]{1,40}"
            r"|.{0,60}网站标识码\s*[:：]?\s*\w{8,}.*|网站(?:主办|管理)(?:单位)?\s*[:：][^。；]{1,60}"
            r"|建议使用.{0,40}(?:浏览器|分辨率).{0,40}|Produced By .{0,20}CMS.*"
        ),
        examples=(
            "主办：青禾县人民政府 承办：青禾县大数据中心",
            "主办单位：青禾县人民政府办公室 网站标识码：5399000001",
            "Produced By 大汉网络 大汉版通发布系统 CMS publishdate:2024/03/05",
        ),
        counter_examples=(
            "主办：县教育局；协办：县财政局",
            "技术支持单位：县疾控中心；责任单位：县卫健局",
        ),
        cost="A clause 主办：X 承办：Y on a line of its own, with a blank between the two.",
        zone="foot",
    ),
    Rule(
        id="disclaimer",
        needs=("本站", "本网", "免责声明", "侵犯", "转载"),
        pattern=_line(
            r"(?:(?:免责|版权|郑重|特别)?声明\s*[:：]\s*)?(?:本站|本网站?)"
            r"(?:为(?:文档|公益|个人|非|用户)|仅(?:提供|供|为)|只(?:是|提供)|部分(?:内容|文章|资源|图片)"
            r"|不(?:对|承担|保证|代表|拥有)|所有(?:文档|资源|内容|信息|图片|资料|文章|稿件|作品|下载)"
            r"|(?:内容|资源|文档)(?:均|由|来|仅)|转载).*"
            r"|(?:免责|版权)声明\s*[:：]?.*|若文档所含内容侵犯.*|(?:如需|未经.{0,20})转载.{0,40}"
        ),
        examples=(
            "本站仅提供信息存储空间，不对内容负责。",
            "免责声明：本文来自网络",
            "未经授权不得转载",
        ),
        counter_examples=("2.规范网络转载行为，严禁侵犯隐私。", "本站所有医务人员轮训一遍。"),
        cost="None known.",
        longest=400,
    ),
    Rule(
        id="document-site",
        needs=(
            "上传人",
            "会员分享",
            "文档介绍",
            "下载此文档",
            "资料由",
            "内容来自",
            "本文档",
            "资源描述",
            "免费预览",
            "文档总共",
            "文档编号",
            "_第",
            "下载券",
        ),
        pattern=_line(
            r"上传(?:人|者|用户)\s*[:：].*|.*由会员分享.*在线阅读.*|资源描述|.*免费预览.*|亲[,，].*文档总共.*"
            r"|文档编号\s*[:：].*|.{1,120}\.(?:docx?|pdf|wps|pptx?|xlsx?|txt)_第\s*\d+\s*页|.*\d下载券.*"
            r"|文档介绍\s*[:：]?|下载此文档|该资料由.{1,30}上传.*|内容来自.*|以上为本文档部分内容.*"
        ),
        examples=(
            "上传人：王** 文档编号：12345 上传时间：2024-06-06 格式：DOCX 页数：23",
            "《计划.docx》由会员分享，供大家在线阅读。",
            "实施方案.docx_第3页",
            "亲，该文档总共23页，这里只能免费预览一部分",
        ),
        counter_examples=("4.建立资料上传人审核制度。",),
        cost="None known.",
        longest=400,
    ),
    Rule(
        id="page-number",
        needs=("页", "-", "—", "–", "－", " / "),
        pattern=_line(
            r"第\s*\d{1,4}\s*页(?:\s*[/,，、]?\s*(?:共|总)\s*\d{1,4}\s*页)?"
            r"|\d{1,4}\s+/\s+\d{1,4}|[-—–－]+\s*\d{1,4}\s*[-—–－]+"
        ),
        examples=("第1页 / 共23页", "— 12 —", "- 3 -", "2 / 10"),
        counter_examples=("-5", "12", "12/10", "第3页表格由县统计局填报"),
        cost="None known.",
        longest=40,
    ),
    Rule(
        id="editor",
        needs=("编辑", "审核", "校对"),
        pattern=_line(
            rf"(?:{_GAP}*(?:{_ALONE}){_GAP}*){{0,3}}"
            r"[\[【(（]?(?:(?:责任编辑|责编|编辑)\s*[:：]\s*[^\s。；、:：]{1,8}\s*"
            r"(?:(?:审核|校对|初审|复审|终审|编审)\s*[:：]\s*[^\s。；、:：]{1,8}\s*){0,3})[\]】)）]?"
        ),
        examples=(
            "责任编辑：张三",
            "【编辑：李四】",
            "编辑：王五 审核：赵六",
            "【我要纠错】 责任编辑：李某",
        ),
        counter_examples=("责任：编辑部", "编辑：县志办、县档案馆"),
        cost="None known.",
        longest=60,
    ),
    Rule(
        id="keyword-soup",
        needs=tuple((_PORN + "|" + _GAMBLING).split("|")),
        pattern=_line(
            rf"(?=.*(?:{_PORN}|{_GAMBLING}))[^。；_|｜]*(?:[_|｜]+[^。；_|｜]*){{2,}}"
            rf"|(?>[^。；]*?(?:{_PORN}|{_GAMBLING})){{3}}[^。；]*"
        ),
        examples=("某某无码_某某在线视频综合_久久综合网", "百家乐 博彩 老虎机 开户送大礼"),
        counter_examples=("5.严厉打击网络博彩、色情等违法活动。", "查处棋牌室赌博"),
        cost="None known.",
        longest=600,
    ),
    Rule(
        id="end-of-preview",
        needs=("展开", "查看", "阅读全文"),
        pattern=_line(r"(?:点击)?(?:展开|查看|阅读)(?:阅读)?(?:全文|剩余内容|更多)\s*[>»↓▼]*"),
        examples=("展开阅读全文", "点击查看更多 >>"),
        counter_examples=("开展全文检索建设。",),
        cost="What follows goes with it, unless it looks like part of a plan.",
        zone="end",
        longest=30,
    ),
)

# A line with such data is kept, whatever else stands on it.
PUBLICATION = re.compile(
    r"(?:发布|发文|成文|生成|印发|公开|生效)(?:时间|日期)|索\s*引\s*号|文\s*号|信息来源|来\s*源\s*[:：]|发文(?:机关|字号|单位)"
    r"|发布(?:机构|单位|者)|主题(?:词|分类)|公开(?:方式|形式|范围)"
)

# What could be part of a plan, in the tail that a foot or an end would take along.
PLAN_LINE = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,4}[、章节]|[(（][一二三四五六七八九十\d]{1,4}[)）]|\d{1,3}\s?[.．、])\s*[^\s\d].{14}"
    r"|.{0,200}(?:责任|牵头|配合)(?:单位|部门|处室|科室)|\s*附件"
)

# The name of a file as a line of its own: the title, where a page has no other.
FILE_NAME = re.compile(r"(?P<title>[^\n_:：。；]{4,80})(?P<suffix>\.(?:docx?|wps|pdf|txt))\Z", re.I)

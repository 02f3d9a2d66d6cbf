"""The words by which a question asks: for papers, changes, conditions, units, an order, a share."""

from __future__ import annotations

import re

from domain.language.asked_conditions import CONDITIONS as CONDITIONS

PAPERS = (
    ("bulletin", re.compile(r"通报(?!批评)|督查专报")),
    (
        "ledger",
        re.compile(
            r"台账|台帐|excel|EXCEL|Excel|导出|导个|导一份|导成|表格|花名册|xlsx|XLSX"
            r"|(?:整|做|拉|弄|列|汇)(?:理)?(?:成|个|一个|一张|张)(?:的)?(?:电子)?表(?!扬|现)"
        ),
    ),
    (
        "chart",
        re.compile(
            r"图表|统计图|图片|(?:来|画|发|看|要|出|给|做)[^,，。]{0,4}图|饼图|趋势图|柱状图|走势图|一张图|^图$|趋势|走势|日历"
        ),
    ),
)
CHANGED = re.compile(
    r"(?:跟|和|与|同|比|较|相比|对比|相较)[^,，。]{0,4}(?:上一?期|上次|上回|上个?月|上周|上个?季度|之前|以前|前期|第\d+期"
    r"|昨天|年初|去年|\d{1,2}月)"
    r"|(?:上一?期|上次|上个?月|上周)[^,，。]{0,3}(?:相?比|对比)"
    r"|环比|(?:有|发生)(?:什么|哪些|啥|没有?)?(?:新)?变化|变化(?:情况|怎么样|大不大|如何|$)|有进步|好转|变差|新增了?(?:哪些|几个)?[红黄]灯"
)
DONE = re.compile(
    r"已(?:经)?(?:全部)?(?:完成|办结)|办结了|销号了?(?:多少|几|的)|报完成|(?<![要该应需前内底得])完成的(?!怎|如|咋|情)|(?<![要该应需前内底得])完成了?(?:的)?(?:有)?(?:多少|几|哪些)|(?:做|干|办)完"
    r"|(?:多少|几[项个条件]|哪些)[^,，。]{0,6}完成了?$|新(?:增|报)?(?:的)?完成|完工的|完成(?:的)?数"
    r"|一[项个条件](?:任务)?(?:也|都)?(?:没|未|没有)(?:有)?(?:完成|办结|办完|干完)"
)
OVERALL = re.compile(r"总体|整体|全市|完成率|完成情况|率")
UNREPORTED = re.compile(
    r"(?:没|未|还没|尚未|没有)(?:有)?(?:按时|按期|及时|来得及)?(?:上)?(?:报(?!名|销|警)|填|反馈|更新|交(?!工|付|通)|动静|回复|回音)|漏报|欠报|缺报|谁没|零报送|该报没报"
)
REPORTED = re.compile(
    r"(?:已|已经)(?:上)?报|有(?:人|谁|单位|哪家)(?:上)?报|报(?:了|过|上来)(?!完成)|交了|上报(?:的|了)|报了?(?:多少|几)|(?:多少|几[项个条])(?:已)?报|收到(?:了)?(?:多少|几)|来了(?:多少|几)"
)
ALL_REPORTED = re.compile(
    r"(?<!一次)(?<!一直)(?:全部|都|全|均)(?:已经?)?(?:上?报|交)(?:了|齐|完|全)?|报齐|报全"
)
WITHOUT = re.compile(
    r"(?:没有|没|无|零)(?:一?[个项条])?(?:任何)?(?:红|黄|逾期|超期|滞后|欠)"
    r"|一[项个条件](?:任务)?(?:也|都)?(?:没|未|没有)(?:有)?(?:完成|办结|办完|干完)"
)
EVERY_ONE = re.compile(r"(?:全|都|全部|均|清一色|一律)(?:部)?(?:是|亮|为)?(?:的)?(?=[红黄绿蓝灰])")
LIT = re.compile(r"亮灯|灯色|红绿灯|各(?:色|种)?灯|灯的?情况|几个灯")
ISSUE = re.compile(r"第\s*\d+\s*期")
SHARE = re.compile(
    r"(?:(?P<above>超过|超|高于|大于|达到|不低于)|(?P<below>低于|不到|不足|小于|没到|未达到?|没过))\s*(?P<n>\d{1,3})\s*%"
    r"|(?P<n2>\d{1,3})\s*%\s*(?:(?P<above2>以上)|(?P<below2>以下))"
)
EVERY = re.compile(
    r"(?:全部|所有)(?:的)?(?:任务|事项)|任务(?:清单|列表)?列|^\W*(?:给我|请|麻烦)?(?:发|来|出|给)[^,，。]{0,2}清单"
)
SHORT = 12  # characters; so short a question about progress is about all of it
RATE = re.compile(
    r"报送率|上报率|填报率|报告率|完成率|办结率|比例|占比|比重|百分比|百分之(?:多少|几)"
    r"|占(?:到)?(?:了)?(?:几成|多少|多大)|几成|多大比"
)
REPORT_RATE = re.compile(r"报送率|上报率|填报率|报告率|报率")
AVERAGE = re.compile(r"平均|均值")
MONTHLY = re.compile(
    r"(?:逐月|按月|各月|每个?月)[^,，。]{0,8}(?:率|数|多少|几|情况|对比|变化|走势|趋势)"
)
WEEK, TODAY = re.compile(r"本周|这周|这个?星期|这个?礼拜"), re.compile(r"今天|今日|当天")
FALLS_DUE = re.compile(
    r"到期|截止|到时限|到节点|(?:要|该|应|需|得|须|必须)(?:要)?(?:完成|办完|办结|干完|交账|交卷|完工)|时限"
)
DUE_FIRST = re.compile(r"最(?:先|早|近|快)[^,，。]{0,3}到期|到期最(?:近|早|快)|离到期|最急|最紧")
DAYS_LATE = re.compile(
    r"(?:逾期|超期|过期|拖)(?:了)?(?:超过|大于|满|有)?\s*(?P<n>\d{1,4}|[一二两三四五六七八九十百半]{1,4})"
    r"\s*个?(?P<unit>天|日|周|星期|月|年)(?:以上|多|还多)?"
)
POINTS_BEHIND = re.compile(
    r"(?:落后|欠|差|慢|滞后)(?:了)?(?:超过|大于)?\s*(\d{1,3})\s*个?(?:点|百分点)(?:以上|多)?"
)
KINDS = (
    ("县区", re.compile(r"县区|各县|县里|县级|哪个县|哪些县|几个县|县政府|下面的县")),
    ("部门", re.compile(r"市直(?:部门|单位|机关)?")),
)
# 八个县区, where that is all of them; 前八个县区 are the first of an order.
COUNTIES_COUNTED = re.compile(
    r"(?<![前的第\d一二三四五六七八九十])(?P<n>\d{1,3}|[两二三四五六七八九十]{1,3})个?(?=县区)"
)
SHORT_FORMS = (
    (re.compile(r"县\s*[\(（]\s*市\s*[、,，]?\s*区\s*[\)）]|县、?市、?区"), "县区"),
    (re.compile(r"红黄绿(?:蓝灰|灰蓝)?(?:三色|五色|几色|各色)?灯?"), "红灯黄灯绿灯"),
    (re.compile(r"黄红灯"), "红黄灯"),
    (re.compile(r"([红黄绿蓝灰])(?:灯)?(?:和|跟|与|、)([红黄绿蓝灰])灯"), r"\1灯和\2灯"),
    (re.compile(r"(?:三色|五色|三种|五种|各色|各)灯"), "亮灯情况"),
    (re.compile(r"(?:十|10)(?:项|个|大)(?:重点|重大)?项目"), "项目清单"),
    (re.compile(r"(?<![a-zA-Z])(?:ddl|DDL|deadline)(?![a-zA-Z])"), "截止"),
    # How colleagues call it when nobody reports.
    (
        re.compile(
            r"摆烂|躺平|装死(?:不报)?|挺尸|(?:放)?(?:了)?(?<![信肉乳白和])鸽(?:子|了|着|掉)*(?![养业])(?:的人)?|玩(?:失踪|消失)|失联|没影儿?|不(?:吭|吱|作)声|没声儿?|不搭理人?|(?<=[在还])拖着不报"
        ),
        "没报",
    ),
    # Said while thinking: 那个谁, 嗯…, 就是那个, 来着.
    (
        re.compile(
            r"(?:就是)?(?:说的是)?那个?谁(?=[,，、\s])[,，、\s]*|来着|(?:是)?大概(?=[,，])[,，]"
        ),
        "",
    ),
    (re.compile(r"^(?:(?:那个|那啥|嗯+|呃+|额|哎|唉)[\s,，.。…]+)+"), ""),
    (re.compile(r"报(?:得|的)最[全齐满]"), "报送率最高"),
)
LISTS_NAMED = re.compile(r"政策|事项|项目|主要任务")
# What waits for a coordinator's word, each with its kind.
WAITING = re.compile(
    r"(?:待|等)我(?:审|批|定|处理)|(?:待|等)(?:审核|审批|批复)的|(?:办结|延期|协调)(?:的)?申请"
)
# Of what is to come, and of words that are said of more than one figure, none is told.
UNCLEAR = re.compile(
    r"预计|预测|估计|会不会|能不能|能否|有望|将会|将要|没(?:有)?(?:什么|啥|任何)?进展|无进展|有没有进展"
)
BESIDE = re.compile(
    r"哪个|哪家|谁|对比|比较|比一比|相比|分别|各(?:有|是)?|比(?=呢|吗|比|一下|[,，。?？]|$)|PK|pk"
)
WHICH_MORE = re.compile(r"哪个|哪家|谁")
# Who has somebody in the bot, and who has not: no figure of the plan.
BOUND = re.compile(
    r"(?:没|未|已|没有|还没)(?:有)?绑定|绑定(?:了|情况|率)|(?:没|没有|缺)联络员|联络员(?:有)?(?:多少|几)|几个联络员|没有?人(?:管|负责|接收)"
)
# Said of a figure and the time before, without naming what it is compared with.
MOVED = re.compile(
    r"(?:变|增|减)(?:多|少|加)(?:了)?(?:还是|没|吗|多少|几)|是(?:增|多|升|涨)[^,，。]{0,3}还是(?:减|少|降)"
    r"|(?:多了|少了|涨了|降了|增加了?|减少了?|上升了?|下降了?)(?:几|多少|没|吗|还是)"
    r"|(?:高|低|多|少)了(?:没|吗|还是)"
)
LAST_ISSUE = re.compile(r"上一?期|上次|上回|前期")
UNITS = re.compile(
    r"哪(?:些|几[个家]|个|家|一家)?(?:责任|牵头|配合)?(?:单位|部门|局|县|区)|谁(?!家的)|哪家|几家|多少家|多少(?:个)?单位|单位(?:是|有)?(?:哪|谁)|单位(?:排|名单|最)"
    r"|的(?:责任|牵头)?单位|[家名]单位|单位$|几个单位|单位.{0,4}排|[一二三四五六七八九十两\d]家"
)
COUNT = r"[一二三四五六七八九十两百\d]{1,3}"
TOP = re.compile(
    rf"(?:前|(?<!牵)头|倒数|垫底的?|最(?!近(?:{COUNT}|几)?个?[周天日年月星礼])[^,，。]{{1,6}}?的?|top|TOP|Top)\s*({COUNT})\s*(?:家|个|名|项|条|位|件)?"
)
TOP_FIRST = re.compile(rf"({COUNT})\s*(?:家|个|名|项|条|件)[^,，。]{{0,6}}最")
MOST = re.compile(
    r"最(?![近新后])|最近的(?:是|几|[一二三四五六七八九十\d])|到期最近|最近到期|排名|排序|排行|排一|排个|排前"
    r"|前[几一二三四五六七八九十\d]|垫底|倒数|(?<!牵)头[一二三四五六七八九十几\d]"
)
LEAST = re.compile(r"最少|最好|最快|最低")
LEAST_OF = re.compile(r"最少|最低|垫底|倒数")
GROUPS = (
    (
        "counties",
        re.compile(
            r"(?:各|每个?|按|哪个|分)(?:县|区县)|县(?:市)?区(?:的)?(?:情况|进展|对比|怎么样|排名)"
        ),
    ),
    (
        "lists",
        re.compile(r"(?:各|每个?|按|分|四张|几张|哪个|哪张|哪类)(?:类)?清单|各附件|哪个附件"),
    ),
    (
        "sections",
        re.compile(r"(?:各|每个?|按|分|哪些|哪个|哪几个)(?:章节|板块|领域|类别|方面|条线|大类|类)"),
    ),
    (
        "supervisors",  # never the first or the last of them: persons are not ranked
        re.compile(
            r"(?:各|每个?|按|分)(?:位)?(?:分管|包抓|包保|包联|领导)|(?:各|每|哪)(?:一)?(?:个|位|些|几位)?(?:分管|包抓|包保|包联)?(?:的)?(?:市|县|区)?领导"
            r"|(?:分管|包抓|包保|包联)(?:的)?(?:市|县|区)?领导(?:们)?(?:的)?(?:情况|进展|排名|排行|怎么样|咋样|任务|各|分别|里|中)"
        ),
    ),
    (
        "units",
        re.compile(r"(?:各|每个?|按|分|所有)(?:责任|牵头|部门|家)?(?:单位|部门)|各部门|各局"),
    ),
)
ASKING = re.compile(
    r"情况|进展|进度|咋样|咋了|怎么样|怎样|如何|哪些|多少|几[项个条件家]|有没有|看看|查|汇总|统计|任务|事项|工作|是啥|吗|呢|\?|？|谁"
)
DULL = re.compile(
    r"情况|进展|进度|比例|占比|比重|平均|共同|县区|联合|单子|名单|配合|牵头|集中|分布|咋样|咋了|怎么样|怎样|如何|方面|有哪些|哪些|多少|几[项个条件家]|任务|事项|政策|项目|工作|看看|看下|看一下|查一下|查查|一下|那块|这块"
    r"|这一块|那一块|现在|目前|整体|总体|全市|全部|汇总|统计|小结|总结|本月|本周|本期|这个月|这周|今天|最近|近期|相关|有关|领域|板块|清单|主要|解决|处理|整改|需要|可能|风险|问题|原因|为什么|怎么回事|名单|列表|列出|详细|具体|数量|年底|月底|季度|今年|明年|全年|要|前|重点|新增|困难|协调|连续|仍然|一直|严重|完成|推进|落实|还有"
    r"|是什么|什么|有没有|给我|帮我|请|领导|想|知道|了解|报告|报送|单位|部门|大家|得|的|了|吗|呢|啊|吧|呀|类|和|与|跟|还|都|有|在|到|是|咋|个|率|[,，。?？!！\s]"
)


OVER_ALL = re.compile(
    r"(?:总体|整体|全市|大家|面上|全盘)[^,，。]{0,8}(?:情况|进展|进度|咋样|怎么样|如何|完成|报)|报得怎么样|一共(?:有)?多少|总共(?:有)?多少"
)


# 排名 without a word of what: by no measure at all.
PLACED = re.compile(r"排名|排行|排个|排一|前[几一二三四五六七八九十\d]")
LAST_PLACED = re.compile(r"倒数|垫底|排(?:在)?最后|最后(?:几|[一二三四五六七八九十\d])名")
MEASURED = re.compile(r"任务|事项|数|最多|最少|项|率|进度|逾期|灯")
BY_PLACE = re.compile(r"(?:前|倒数|最后|头)[几一二三四五六七八九十\d]{1,3}名")
EACH_OF = re.compile(r"各(?=是|有|几|多少|占)|分别")
WHAT_OF = re.compile(r"[项个件条]")
HOW_MANY = re.compile(r"多少|(?<![那这哪好十])几(?=[项个件条家])")
# 最近报了啥: the words of the newest reports.
LATEST = re.compile(
    r"报(?:了|的|过)(?:些|点)?(?:啥|什么|哪些内容)|(?:最新|最近)(?:的)?(?:一[次条])?(?:进展|报的|动态|报告)(?:是)?(?:啥|什么|怎么说|呢|有哪些)"
)


def without_asking(text: str) -> str:
    """The text with blanks for every word that asks for something: what is left names a field of work."""
    for _, words in (*CONDITIONS, *GROUPS, *KINDS, *PAPERS):
        text = words.sub(" ", text)
    for words in _ASKED:
        text = words.sub(" ", text)
    return text


_ASKED = (
    DONE,
    UNREPORTED,
    REPORTED,
    RATE,
    AVERAGE,
    WEEK,
    TODAY,
    UNITS,
    TOP,
    MOVED,
    CHANGED,
    FALLS_DUE,
    DULL,
)
MEASURES = (
    SHARE,
    DAYS_LATE,
    POINTS_BEHIND,
    TOP_FIRST,
    MONTHLY,
    DUE_FIRST,
    EVERY_ONE,
    WITHOUT,
    ISSUE,
)

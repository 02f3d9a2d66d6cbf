"""What is not about the work at all: small talk, private life, advertisements, forwarded news."""

from __future__ import annotations

import re

from domain.language.text import any_of

_CHAT = re.compile(
    r"喝酒|人事科|绩效考核表?|考勤|党费|报销|值班|下班(?!前)|吃饭|吃了|吃啥|吃什么|早饭|午饭|晚饭|食堂|天气(?!原因|影响|因素|不好|恶劣)|真热|真冷|好热|好冷|下雪了|哈哈|呵呵|嘻嘻|嘿嘿"
    r"|生日|快乐|愉快|早上好|上午好|下午好|晚上好|早安|晚安|周末好|新年好|过年好|你好(?!\S)|在吗|在不在|有人吗|加油|厉害|真甜|真好吃|好吃|真香|好喝"
    r"|真棒|真美|股票|基金定投|房价|球赛|比赛|世界杯|电影|电视剧|游戏|红包|抽奖|中奖|彩票|代开|发票|办证|促销|优惠券|大促|点击链接|点击|http|www"
    r"|快递(?!进村|园|业|共|协|物流|下乡|服务)|外卖|停车(?!场|位|楼)|堵车|会议室|(?:几点|哪)[^,，。;；]{0,6}(?:开会|会议|集合|出发)"
    r"|体检|工资|奖金|加班(?!加点)|请假|打卡|wifi|密码|打印机|打印纸|电脑|网速|链接|二维码|登录|登不上|手机号|电话(?:号码)?(?:多少|是)|微信"
    r"|朋友圈|小红书|抖音(?!电商)|直播间|减肥|孩子|放假(?:安排|通知|吗|几天)|调休|机票|火车票|订(?:票|餐|房)|宾馆|酒店|饭店|聚餐|聚会|约(?:饭"
    r"|球)|跑步|打球|羽毛球|篮球|足球|爬山|旅游攻略|段子|笑死|无聊|好累|累死|烦死|困死|辛苦啦|祝|恭喜|低息|当天放|利率\S{0,6}(?:咨询|办理|放)"
    r"|加(?:我|微信|v|V)|需要(?:的)?(?:请?回|联系|加)|保险推销|贷款吗|理财|考驾照|驾校|代办|兼职|招聘群|^\W*测试(?:一下|消息|$|123"
    r"|\d)|^test|^\W*$"
)
_SPAM = re.compile(
    r"低息|尾号\d|验证码|账户余额|当天放|加(?:我|微信|v信|V信)|需要(?:的)?(?:请?回|联系|加)|点击|http|www|中奖|彩票|代开|发票|办证|代办|抽奖|优惠券|包过"
    r"|内部价|扫码|退订|回复?(?:T|TD|1)(?:退|$|\W)"
)


def is_spam(text: str) -> bool:
    return _SPAM.search(text) is not None


_PRIVATE = re.compile(
    r"减肥|请客|吃饭|喝酒|喝茶|论文|考研|考试|驾照|跑步|跑了\s*\d|健身|体重|生日|孩子|对象|相亲|电影|游戏|车票|房贷|股票|累[毁死坏]|散步|步数|微信运动"
)
_FORWARDED = re.compile(
    r"^\s*【[^】]{0,8}(?:网|报|社|新闻|客户端|天气|气象)】"
    r"|^\W*(?:(?:中标|招标|成交)公告[:：]|转(?:发|载)?\W|新华社|人民日报|央视|据\S{1,10}(?:报道|消息)|\S{0,4}新闻[:：])"
)


# Told of others: what one heard, what the next town does, what is for sale, what the page does wrong.
_OF_OTHERS = re.compile(
    r"^\W*(?:我|刚)*(?:听(?:人|别人|他们)?[说讲](?!明)|据说|网上都?[说传]|刷到|看到?(?:个|了)?(?:新闻|视频|朋友圈|抖音|网上|报道))"
    r"|^\W*(?:人家|(?:隔壁|兄弟|邻|别的|其[他它])(?:地)?(?:市|县|局|单位)(?!均|都已|全部))"
    r"|打\s*[\d一二三四五六七八九.]+\s*折|\d\s*折起|私[我聊信]|接龙|要的[私联找报]|票价\s*\d|欢迎[来选光品]"
    r"|(?:网页|网站|页面|小程序|机器人|登录|账号|界面|系统)[^,，。;；]{0,6}(?:打不开|登不|登录不|进不去|闪退|没反应|报错|崩了|转圈)"
    r"|(?:附件|图片|照片|文件|视频|消息)[^,，。;；]{0,4}[发传]不[出上]去|(?:会议|例会|运动会|晚会|年会|饭局)[^,，。;；]{0,4}(?:推迟|改到|取消|延期)|都报错|稍等[,，]|回头再?说|过[两几]天再说|(?:不归我|不是我们的[活事]|不属于我)|^\W*(?:谢谢|辛苦)[了啦您你]?\W*$|地点\W*(?:在)?[^,，。;；]{1,6}(?:楼|室|厅)|比(?:我们|咱们?)(?:局|县|市|区)?[好快强]|找谁(?:修|投诉|退|赔)|别再?(?:打|催|发)了"
)


def is_of_others(text: str) -> bool:
    """News, hearsay, offers, trouble with the page: nothing that the sender's own unit did."""
    return is_forwarded(text) or _OF_OTHERS.search(text) is not None


def is_private(text: str) -> bool:
    """What people tell of their own life."""
    return _PRIVATE.search(text) is not None


# Markets, the weather and readings of the day, what one buys, pays, wins: numbers, and no task's progress.
_MOVES = r"[^,，。;；]{0,8}?(?:涨|跌|升|降|回落|回升|上调|下调|破|到\s*\d|\d\s*[元块])"
_ELSEWHERE = re.compile(
    # the market
    rf"(?:[油金银肉菜蛋粮房煤股铜]价|猪肉|黄金|鸡蛋|汇率|人民币|GDP|CPI|PPI|LPR|物价|准备金率){_MOVES}|GDP\s*增"
    r"|股市|A股|沪指|上证|大盘(?:涨|跌)|涨停|跌停|比特币|美联储|票房|国家统计局|央行(?:宣布|下调|上调|降)|\d\s*元一?[/每]?\s*[斤升]"
    # the weather and the duty desk
    r"|积水(?![点区])\S{0,4}\d|水位[^,，。;；]{0,4}\d|降?雨量|降[雨雪]\S{0,4}\d+\s*(?:毫米|厘米)|气温|[℃°]|零[上下]\s*\d"
    r"|台风|地震\S{0,4}\d|\d级(?:大?风|阵风)|停[水电](?:通知|公告|到)|限行|尾号|限号|高速(?:封|堵)"
    # one's own day
    r"|(?:买|捡|抢)了?[^,，。;；]{0,4}\d+\s*(?:斤|袋|块)|(?:输|赢|亏|赚)了?\s*\d+\s*(?:块|元|万)?\W*$|借我|份子钱|我家"
    r"|我(?:爸|妈|老婆|媳妇|儿子|女儿|对象)|徒步(?:了|走)?\s*\d|骑(?:了|车)\S{0,4}\d|爬了\s*\d|睡了|瘦了|胖了|(?<!高)血压|油耗|加满|麻将|打牌"
    r"|(?:价格|价)[^,，。;；\d]{0,8}(?:一亩|每亩)?\d[\d.]*\s*[块元毛](?![/每])|[\d十百千]\s*块(?=[,，。!！\s钱\d]|$)|毛一?斤|堵了\s*\d|别从"
    r"|奶茶|理发|年假|盒饭|打印\s*\d|(?:上午|下午|明天|今晚|\d点)[^,，。;；]{0,10}(?:开会|会议室|有个会|开视频会)"
)


def is_elsewhere(text: str) -> bool:
    """Prices, the weather, shopping: figures of the day that belong to no task."""
    return _ELSEWHERE.search(text) is not None


_GREETS = any_of(
    "你好 您好 你好啊 您好啊 大家好 领导好 在 在吗 在么 在不在 在不 有人吗 有人在吗"
    " 早 早啊 早上好 上午好 中午好"
    " 下午好 晚上好 早安 晚安 新年好 过年好"
    " 节日快乐 周末愉快 嗨 哈喽 哈啰 喂 hi hello hey 小助手 机器人 督办 再见 拜拜 拜"
)
_THANKS = any_of(
    "谢谢 谢 谢了 谢谢了 谢谢你 谢谢您 谢谢啦 感谢"
    " 多谢 非常感谢 万分感谢 辛苦 辛苦了 辛苦啦 您辛苦 你辛苦 你们辛苦"
    " 您辛苦了 你辛苦了 大家辛苦了 麻烦了 麻烦你了 麻烦您了 太感谢了"
    " thanks thx thank you"
)
_GREETING = re.compile(
    rf"\W*+(?:(?:{_GREETS}|{_THANKS}|[啊呀哈啦呢哦]|领导|老师|你|您)\W*+)++", re.IGNORECASE
)
_HELLO = re.compile(_GREETS, re.IGNORECASE)
_THANKING = re.compile(_THANKS, re.IGNORECASE)


def greeting(text: str) -> str:
    """`thanks` or `hello` where the whole message is that and no more, else empty."""
    if not _GREETING.fullmatch(text.strip()):
        return ""
    if _THANKING.search(text):
        return "thanks"
    return "hello" if _HELLO.search(text) else ""


def is_forwarded(text: str) -> bool:
    """News that somebody passes on."""
    return _FORWARDED.match(text) is not None


def is_chat(text: str) -> bool:
    """Small talk, spam and questions about other things."""
    return _CHAT.search(text) is not None

"""What is not about the work at all: small talk, private life, advertisements, forwarded news."""

from __future__ import annotations

import re

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
    r"|^\W*(?:(?:中标|招标|成交)公告[:：]|转(?:发|载)\W|新华社|人民日报|央视|据\S{1,10}(?:报道|消息)|\S{0,4}新闻[:：])"
)


def is_private(text: str) -> bool:
    """What people tell of their own life."""
    return _PRIVATE.search(text) is not None


def is_forwarded(text: str) -> bool:
    """News that somebody passes on."""
    return _FORWARDED.match(text) is not None


def is_chat(text: str) -> bool:
    """Small talk, spam and questions about other things."""
    return _CHAT.search(text) is not None

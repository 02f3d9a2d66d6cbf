"""Other ways to say what questions ask: 件 for 项, 三成 for 30%, 一连 for 连续, 还差谁 for 谁没报."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from domain.language import asked
from domain.language.numerals import read_integer, read_number

_N = r"[一二两三四五六七八九十]"
_Said = str | Callable[[re.Match[str]], str]


def _tenths(match: re.Match[str]) -> str:
    more = 5 if match["more"] == "半" else int(read_number(match["more"] or "零") or 0)
    return f"{10 * int(read_number(match['n']) or 0) + more}%"


def _hundredths(match: re.Match[str]) -> str:
    value = read_number(match["n"])
    return match[0] if value is None else f"{value:g}%"


def _both_hundredths(match: re.Match[str]) -> str:
    low, high = read_number(match["a"]), read_number(match["b"])
    return match[0] if low is None or high is None else f"{low:g}%到{high:g}%"


_NUMBER = r"[\d.]{1,5}|[一二两三四五六七八九十百零]{1,5}"
_FORMS: tuple[tuple[re.Pattern[str], _Said], ...] = (
    # Whoever speaks, before the question: 秘书：…
    (re.compile(r"^\W*(?:秘书|市长|书记|主任|领导|老板)(?:问一?下|想知道|问)?[:：,，]"), ""),
    (
        re.compile(
            r"(?:市长|书记|主任|领导)(?:下午|上午|明天|今天|晚上|马上|一会儿?)?(?:要|想)?(?:听汇报|开会|看|用|问|要)[,，]"
        ),
        "",
    ),
    (
        re.compile(
            r"[,，\s](?:快点|抓紧|急用?|赶紧)?(?:我)?(?:在|正在)(?:车上|开会|路上|外面|会上)"
        ),
        "",
    ),
    (re.compile(r"^\W*(?:报告一?下|说一?下|汇报一?下)[,，\s]+"), ""),
    (
        re.compile(
            r"(?:^|(?<=[\s,，]))(?:就是|然后呢?|那什么|那啥|那个|怎么说呢)(?=[\s,，]|$)|[嗯呃哎唉诶]+(?:[那这]个)?|(?<=[个项家些多少])啦"
        ),
        "",
    ),
    (re.compile(r"新(?:近)?(?:办结|销号|办完|干完)"), "新增完成"),
    (
        re.compile(r"一[个盏项条](?P<what>红灯|黄灯|绿灯|逾期|超期)(?:的)?(?:也|都)?没(?:有)?"),
        lambda m: f"没有{m['what']}",
    ),
    (re.compile(r"(?:拖|逾期|超期|超)了?(?:多久|多少天|几天)了?"), "逾期"),
    (re.compile(r"谁(?:家)?报得(?:更|比较|要)?慢(?!的)"), "谁没报的多"),
    # Slips: of the input method, of dictation.
    (re.compile(r"逾[其起]|愈期|余期|鱼期"), "逾期"),
    (re.compile(r"超[其起](?=[的多少了])"), "超期"),
    (re.compile(r"(?<=[红黄绿蓝灰])[登等丁](?=[的有几多少占最单，,]|$)"), "灯"),
    (re.compile(r"(?<=[没未])[抱暴](?=[的了单有，,]|$)"), "报"),
    (re.compile(r"进渡"), "进度"),
    (re.compile(r"俩(?=个?[月周天年])"), "两"),
    (re.compile(r"(?<![这近去前后上下])半年来"), "这半年"),
    (
        re.compile(
            r"^\W*(?:秘书|市长|书记|主任|领导|老板)(?:说|讲|让问|在问|要问|急着要)[^,，。\s]{0,8}[\s,，:：]"
        ),
        "",
    ),
    # Counting words.
    (re.compile(r"(?<=[几多少哪\d一两三四五六七八九十])(?:件|宗|桩)(?:事儿?|任务)?(?!套)"), "项"),
    (re.compile(r"(?<=[几多少哪\d])盏(?=[红黄绿蓝灰])"), "个"),
    (re.compile(r"谁家(?!的)"), "哪家"),
    (re.compile(r"分别(?:是)?哪家的?"), "分别是哪家"),
    # Shares in words.
    (
        re.compile(rf"百分之(?P<a>{_NUMBER})(?:到|至|—|-|~)(?:百分之)?(?P<b>{_NUMBER})"),
        _both_hundredths,
    ),
    (re.compile(rf"百分之(?P<n>{_NUMBER})"), _hundredths),
    (
        re.compile(rf"(?P<n>{_N})成(?P<more>[半一二三四五六七八九])?(?![立效果绩熟员功为本])"),
        _tenths,
    ),
    (
        re.compile(r"(?:进度|完成|干|做|推进)?(?:过|超)(?:了)?(?:一)?半(?![个年天月截])"),
        "进度超过50%",
    ),
    (
        re.compile(
            r"(?<=[到过足有低高于])(?:一半|半数|半)(?![个年天月])|一半(?=都|也|以[上下]|没|不)"
        ),
        "50%",
    ),
    # Not reported.
    (
        re.compile(
            r"(?:这|本|当前)(?:一)?(?:轮|次|期|回)(?:的)?(?:调度|报送|填报|上报)?(?=还|差|缺|欠|谁|都)"
        ),
        "本期",
    ),
    (re.compile(r"(?:这|本)(?:一)?(?:轮|次)(?:的)?调度"), "本期"),
    (
        re.compile(
            r"(?:还)?(?:差|缺|欠|落下?)(?:着)?谁(?:没(?:有)?[报交填]|的)?(?:了|呢|啊)?(?![差慢多])"
        ),
        "谁没报",
    ),
    (
        re.compile(
            r"(?:还)?(?:差|缺|欠)(?:哪[些几](?:家|个单位|单位)|几(?:家|个单位)|多少(?:家|个?单位))(?:没(?:有)?[报交])?(?:了|呢)?$"
        ),
        "哪些单位没报",
    ),
    (
        re.compile(
            r"(?:还)?(?:差|缺|欠)(?:哪[些几][个项]?|几[个项]|多少[个项]?)(?:没(?:有)?[报交])(?:的|了|呢)?$"
        ),
        "哪些没报",
    ),
    (
        re.compile(
            r"(?:打|自)?从?(?:立项|开头|一开始|开始|头|下发|印发|发文)(?:以来|起|到现在)?(?:就|都)?(?:没|未)(?:有)?(?:上?报|交|填)(?:过)?(?:一?[回次])?"
        ),
        "从来没报",
    ),
    (
        re.compile(
            r"(?<![期月周天季度])(?:连[^,，。]{1,6}都|(?:到现在|至今)?一[回次](?:也|都))?(?:没|未)(?:有)?(?:上?报|交|填)过(?:一?[回次]|进展|东西|任何\S{0,2})?(?=的|$|[,，。?？])"
        ),
        "从来没报",
    ),
    (
        re.compile(
            r"(?:一个字|半个字|一[项条份个](?:任务|进展|材料)?|啥|什么)(?:也|都)?(?:没|未)(?:有)?(?:上?报|交|填)(?:过|上来)?"
        ),
        "一字没报",
    ),
    (re.compile(rf"(?:一连|接连|连着)(?=\d|{_N})"), "连续"),
    (
        re.compile(
            rf"(?<=[\d{_N[1:-1]}月天周期日])(?:以上|多)?(?:都|一直)?没(?:有)?(?:什么|啥|任何)?(?:新(?:的)?进展|新动作|新情况|消息|音讯|动过)"
        ),
        "没报",
    ),
    (re.compile(r"[两二三](?:张|个|类)清单"), "清单"),
    # Of a place.
    (re.compile(r"(?:不管|不论|无论)(?:是)?哪(?:张|个|类)?(?:单子|清单)"), ""),
)


_SHORT_FORMS = (
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


def spelt(text: str, all_counties: Collection[int] = ()) -> str:
    """The text with such words in the form that questions are read by; 红黄绿灯 are three lights.

    `all_counties` are the numbers that mean every one of them, 八个县区.
    """
    for pattern, said in _FORMS:
        text = pattern.sub(said, text)
    for pattern, full in _SHORT_FORMS:
        text = pattern.sub(full, text)
    return asked.COUNTIES_COUNTED.sub(
        lambda said: "" if read_integer(said["n"]) in all_counties else said[0], text
    )

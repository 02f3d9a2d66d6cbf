"""Receivers that are only pointed at (他们, 相关单位, 李主任), and what is said about broadcasts as such."""

from __future__ import annotations

import re

from domain.language.text import plain

_POINTED = re.compile(
    r"^(?:那个|嗯|就)?[\s,]*(?:请|再|帮我?|麻烦|赶紧|抓紧)?(?:给|跟|和|向|对|让|叫|通知|提醒|催|告诉|发给|群发给?)(?:一?下|一?催|一声|到)?(?:给)?"
    r"(?P<who>[他她它]们|人家|对方|各?(?:相关|有关)(?:责任)?(?:的)?(?:单位|部门|人员|同志)|那[几些][家个](?:单位|部门)?|那边|这[几些][家个](?:单位|部门)?|(?:上次|上回|之前|刚才)(?:的)?那[些几][家个]?(?:单位|部门)?"
    r"|[几两三四五六七八九]家单位|(?:某些|部分|个别|一些|几个|有些)(?:单位|部门|县区|县))"
)
_NOBODY = re.compile(
    r"(?:请|再|帮我?|麻烦)?(?:通知|提醒|群发|催|说|发)(?:一?[下声]|个通知|一条|条通知)[\s,，:：]"
)
_TITLED = re.compile(
    r"(?:给|跟|和|向|对|让|叫|通知|提醒|催|告诉|发给)(?:一?下|一声)?(?:给)?(?P<who>(?P<name>[\u4e00-\u9fff])(?:主任|局长|科长|处长|书记|县长|区长|市长|镇长|秘书长|主席|部长|院长|行长|工|总|姐|哥))"
)
_AGAIN = re.compile(
    r"(?:把|将)?(?:上回|上次|昨天|前天|刚才|前面|之前|上一?[条个])(?:发)?的?(?:那个|那条|那份|通知|消息|提醒|群发)*[^,，。]{0,4}?(?:再|重新|重)(?:给我)?(?:发|群发|推|来)(?:一?[遍次下])?"
)
_FACTS = re.compile(
    r"(?:群发|通知|发通知|广播)[^,，。]{0,8}(?:最多|上限|限制|能发(?:多少|几)|可以发(?:多少|几)|多少人|几个字|多少字|多长合适)"
    r"|(?:最多|一次|一回)[^,，。]{0,4}能?(?:群发|通知)[^,，。]{0,4}(?:多少|几)"
    r"|(?:谁|哪些人|哪些?岗位|什么人)(?:能|可以|有权|有权限|有资格|负责|在|来)(?:群发|发通知|发群发)|(?:平时|一般)?[^,，。]{0,6}(?:通知|群发)[^,，。]{0,4}(?:都)?是?(?:由)?谁(?:在|来)?发的?[啊呀呢?？\s]*$"
)
_REMARK = re.compile(
    r"(?:通知|提醒|群发|消息|公告)[^,，。]{0,6}(?:写得|发得|发|写|也|有点)?(?:太|有点|也太|忒|真)(?:长|多|烦|晚|早|频繁|啰嗦|复杂|乱|密|官方)"
    r"|(?:通知|提醒|群发)[^,，。]{0,4}(?:发|写)(?:得)?(?:晚|早|多|长)了(?:吧|啊|点)?[\s。!！]*$|(?:通知|提醒|消息)[^,，。]{0,10}(?:看不懂|没人看|看不完)"
)


def pointed_at(text: str) -> str:
    """他们, 相关单位: words that only those who were there could fill; "" where none are said."""
    match = _POINTED.match(plain(text.strip()))
    return match["who"] if match else ""


def names_nobody(text: str) -> bool:
    """通知一下 系统今晚维护: what is to be told, and to nobody."""
    return _NOBODY.match(plain(text.strip())) is not None


def titled(text: str) -> tuple[str, str]:
    """李主任 → (李主任, 李): somebody by name of family and office; two empty words where nobody is."""
    match = _TITLED.search(plain(text.strip()))
    return (match["who"], match["name"]) if match else ("", "")


def asks_again(text: str) -> bool:
    """把上回那个再发一遍: something that was sent is to go out once more."""
    return _AGAIN.search(plain(text.strip())) is not None


def asks_how(text: str) -> bool:
    """Who may send, to how many, how long: asked about broadcasts, not told to receivers."""
    return _FACTS.search(plain(text.strip())) is not None


def remarks(text: str) -> bool:
    """通知写得太长了: an opinion on what is sent."""
    return _REMARK.search(plain(text.strip())) is not None

"""Which of a message's percentages is the completion of the task; every other rate is a figure.

Source: SPEC.md, percent: completion of the task or of the one piece of work the message is about.
"""

from __future__ import annotations

import re

from domain.language.quantities import Quantity
from domain.language.text import any_of, clause_at

_COMPLETION = re.compile(
    r"完成(?:率|度|量|比例|情况)?|进度|形象|(?:占|完成|达到?|为|是|的)[^,，%]{0,10}(?:任务|计划|目标)|工程量|工作量|推进(?:到|至"
    r"|了)|干(?:到|了|完)|做(?:到|了|完)|(?:建|修|铺|装|搬|改)(?:到|了|完)"
    r"|总体|整体|序时|进行(?:到|了)|走完|弄(?:完|到|了)"
)
_RATE = re.compile(
    r"(?<!完成)(?<!进度)(?<!达成)率|占比|比重|比例|覆盖|同比|环比|增长|增幅|增速|增加|压缩|缩短|节约|提高|提升|下降|降低|降幅|压减|减少|上升"
    r"|回升|下滑|涨|多了|少了|多出|高出|比(?:去年|上年|同期)|利息|份额|达标"
    r"|优惠|补贴|补助|折|股权|持股|分红|浓度|含量|水平|超(?:过|出|额)|低于|高于|快于|慢于|差(?!不多)|缺口|还剩|剩余|剩下|占(?!(?:年度|全年|今年|计划"
    r"|总?任务|年|总?目标|总工程|总量|总计划|三年))"
)
# Never given back (*+): 刚刚刚刚刚刚 is not tried in all its ways.
_LEADS = any_of(
    "现在 目前 已 已经 才 大概 大约 约 差不多 快 近 接近 到 到了 有 是 达 达到 至 过 超 总 总共 一共 今天"
    " 本月 这月 累计 截至 截止 更正 应为 应该是 改成 改为 修改 更新 为 就 也就 都 了 刚 刚刚 勉强 起码"
    " 至少 足足 项目 这个 那个 该 任务 事项 政策 整个 报 说 不足 不到 左右 → -> 个 月底 底 年 日 号 的 将 可"
)
_BARE = re.compile(rf"(?:[\s,:：]|{_LEADS})*+$")
_SAYS_DONE = re.compile(r"完成|进度|形象|工程量|工作量|占[^,，]{0,8}(?:任务|目标|计划)")
_WHOLE = re.compile(r"总体|整体|综合|总进度|总的|全部|合计|平均|总形象")


def completion(
    quantities: tuple[Quantity, ...], text: str, *, metric_in_percent: bool = False
) -> Quantity | None:
    """The percentage that says how far the work is, or None.

    `metric_in_percent`: the task has a target in %, so that 县区达到70% speaks of that target.
    """
    shares = [each for each in quantities if each.unit == "%"]
    rated = any(_kind(each, text) == "rate" for each in shares)
    chosen: list[Quantity] = []
    for each in shares:
        kind = _kind(each, text)
        subject = kind == "subject" and not metric_in_percent and not rated
        if kind in ("completion", "bare") or subject:
            if rated and (kind == "bare" or not _SAYS_DONE.search(_before(each, text))):
                continue
            chosen.append(each)
    if not chosen:
        return None
    whole = [each for each in chosen if _WHOLE.search(_before(each, text))]
    said = [each for each in chosen if _kind(each, text) == "completion"]
    if _corrects(text):
        return (whole or chosen)[-1]
    return whole[-1] if whole else (said or chosen)[0]


def replaced_by(
    share: Quantity, quantities: tuple[Quantity, ...], text: str
) -> tuple[Quantity, ...]:
    """Completions that a later one takes the place of: 从八成提到九成二."""
    if not _corrects(text):
        return ()
    return tuple(
        each
        for each in quantities
        if each.unit == "%" and each.span.start < share.span.start and _kind(each, text) != "rate"
    )


def _corrects(text: str) -> bool:
    return (
        re.search(
            r"更正|不对|改为|改成|应为|应该是|修正|不是|→|->|其实|(?:从|由)[^,，。;；]{1,14}(?:提|升|增|涨|到|至)",
            text,
        )
        is not None
    )


def _before(quantity: Quantity, text: str) -> str:
    left, _ = clause_at(text, quantity.span.start, quantity.span.end)
    return text[left : quantity.span.start]


def _kind(quantity: Quantity, text: str) -> str:
    """`completion`, `rate`, `bare` (nothing before it) or `subject` (some noun before it)."""
    before = _before(quantity, text)
    _, right = clause_at(text, quantity.span.start, quantity.span.end)
    behind = text[quantity.span.end : right]
    near = before[-14:]
    completions = [match.end() for match in _COMPLETION.finditer(near)]
    rates = [match.end() for match in _RATE.finditer(near)]
    if re.match(r"\s*的?(?:任务|工程量|进度|工作量)", behind) and not rates:
        return "completion"
    if completions or rates:
        last_rate, last_completion = max(rates, default=-1), max(completions, default=-1)
        if "占比" in near or "比例" in near[-6:]:
            return "rate"
        return "completion" if last_completion >= last_rate else "rate"
    if re.match(r"\s*(?:以上)?(?:的)?(?:覆盖|增长|增幅|占比|优惠|股权|补贴)", behind):
        return "rate"
    return "bare" if _BARE.match(before) else "subject"

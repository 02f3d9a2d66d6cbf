"""Who has given before what a broadcast asks for, and what that was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time, timedelta

from domain.already import asks_the_same, reported_figure, wanted_paper
from domain.broadcasting import Ask
from domain.standing import Standing
from handlers.base import Context
from storage import given

FILES_LAST = timedelta(days=45)
FIGURES_LAST = timedelta(days=31)

Before = Callable[[str], str]
"""unit → what it has given, in words; "" where nothing is known."""


def given_before(ask: Ask, text: str, led: Mapping[str, list[Standing]], ctx: Context) -> Before:
    """By the kind of answer that is asked for; the progress of a round is told apart by its tasks."""
    if ask.kind == "file":
        return _files(text, ctx)
    if ask.kind == "number":
        return _figures(ask, text, led, ctx)
    return lambda unit: ""


def _files(text: str, ctx: Context) -> Before:
    if (paper := wanted_paper(text)) is None:
        return lambda unit: ""
    found: dict[str, str] = {}
    for file in given.files(ctx.tx, ctx.now - FILES_LAST):
        if paper.is_named(file.name):
            day = ctx.rules.day(file.at)
            found.setdefault(file.unit, f"{file.name}，{day.month}月{day.day}日")
    return lambda unit: found.get(unit, "")


def _figures(ask: Ask, text: str, led: Mapping[str, list[Standing]], ctx: Context) -> Before:
    """What was asked in this month is known; a figure of an earlier month is another one."""
    month = ctx.rules.moment(ctx.today.replace(day=1), time.min)
    found: dict[str, str] = {}
    for each in given.figures(ctx.tx, max(month, ctx.now - FIGURES_LAST)):
        if each.measure == ask.measure and asks_the_same(text, each.asked):
            said = f"{each.value:g}{each.measure}，通知编号 {each.number}"
            found.setdefault(each.unit, said)
    return lambda unit: found.get(unit) or reported_figure(text, led.get(unit, ()))

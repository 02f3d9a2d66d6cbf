"""The picture: lights by list and by unit, the trend over the cycles, the calendar of what is coming.

Made for a phone (portrait, large type) and for eyes that tell no red from green: every colour has its
word or its shape beside it. The font is packaged, so a bare machine draws every character.
"""

from __future__ import annotations

import io
from collections import Counter
from datetime import date, timedelta
from functools import cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontPath, FontProperties
from matplotlib.patches import Rectangle
from noto_cjk_sans_otc import FONT_PATH

from bot.papers.base import Made, PaperKind
from bot.papers.issue import Issue, gather
from domain.conditions import LIGHTS
from domain.figures import Figures, Group, by_list, by_unit
from domain.lights import Light
from domain.plan import Role
from domain.snapshot import Snapshot

_SIMPLIFIED = 2  # the face of the collection that is drawn the mainland way
COLOURS = {
    Light.RED: "#c8372d",
    Light.YELLOW: "#f0b429",
    Light.GREEN: "#2f9e62",
    Light.BLUE: "#2c6fbb",
    Light.GREY: "#b9bec5",
}
_INK, _FAINT, _LINE = "#1f2933", "#667080", "#d9dde3"
_ON = {Light.YELLOW: _INK, Light.GREY: _INK}
UNITS_SHOWN = 14
CYCLES_SHOWN = 8
WEEKS_SHOWN = 5
_WIDTH, _DPI = 7.2, 150  # inches; 1080 pixels wide


@cache
def _font(size: float) -> FontProperties:
    return FontProperties(fname=FontPath(str(FONT_PATH), _SIMPLIFIED), size=size)


def make(issue: Issue) -> Made:
    snapshot = issue.snapshot
    buffer = io.BytesIO()
    draw(issue).savefig(buffer, format="png", dpi=_DPI, facecolor="white")
    number = f"第{snapshot.number}期 " if snapshot.number else ""
    return Made(f"督办图表 {number}{snapshot.day.isoformat()}.png", buffer.getvalue())


def draw(issue: Issue) -> Figure:
    """The figure before it is a file, so that a test can read what stands in it."""
    snapshot = issue.snapshot
    lists, units = by_list(snapshot.lines), _units(issue)
    trend = _trend(issue)
    heights = [1.75, 0.5 + 0.36 * len(lists), 0.65 + 0.3 * len(units)]
    heights += [2.3] if trend else []
    heights += [1.1 + 0.5 * WEEKS_SHOWN]
    figure = Figure(figsize=(_WIDTH, sum(heights)))
    top = 1.0
    places = []
    for height in heights:
        top -= height / sum(heights)
        places.append((top, height / sum(heights)))
    _head(figure, issue, places[0])
    _bars(figure, "按清单", lists, places[1], names=0.17)
    title = "按单位（牵头的事项）" if not issue.units else "按单位"
    more = _more_units(issue, units)
    _bars(figure, title + more, units, places[2], names=0.34)
    if trend:
        _draw_trend(figure, trend, places[3])
    _calendar(figure, snapshot, places[-1])
    return figure


def _units(issue: Issue) -> list[Group]:
    """Units with most red, then most yellow, first; where all are alike the plan's order stays."""
    snapshot = issue.snapshot
    numbers = {name: place for place, name in enumerate(snapshot.units, 1)}
    role = None if issue.units else Role.LEAD
    groups = by_unit(snapshot.seen(), numbers, role)
    groups.sort(key=lambda g: (-g.figures["red"], -g.figures["yellow"], -g.figures["grey"]))
    return groups[:UNITS_SHOWN]


def _more_units(issue: Issue, shown: list[Group]) -> str:
    role = None if issue.units else Role.LEAD
    every = {line.unit for line in issue.snapshot.seen() if role in (None, line.role)}
    return f" · 红黄灯多的{len(shown)}个，共{len(every)}个" if len(every) > len(shown) else ""


def _axes(figure: Figure, place: tuple[float, float]) -> Axes:
    """An empty canvas over the full width, in inches from its lower left corner."""
    bottom, height = place
    axes = figure.add_axes((0, bottom, 1, height))
    axes.set_xlim(0, _WIDTH)
    axes.set_ylim(0, height * figure.get_figheight())
    axes.axis("off")
    return axes


def _say(axes: Axes, x: float, y: float, text: str, size: float, **style: Any) -> None:
    style.setdefault("color", _INK)
    style.setdefault("va", "center")
    axes.text(x, y, text, fontproperties=_font(size), **style)


def _head(figure: Figure, issue: Issue, place: tuple[float, float]) -> None:
    snapshot, axes = issue.snapshot, _axes(figure, place)
    figures, top = snapshot.figures, axes.get_ylim()[1]
    number = f"第{snapshot.number}期 · " if snapshot.number else ""
    day = f"{snapshot.day.year}年{snapshot.day.month}月{snapshot.day.day}日"
    _say(axes, 0.3, top - 0.38, _fit(issue.title, 18), 19)
    _say(axes, 0.3, top - 0.75, f"{number}{day} · 共{figures.total}项", 11.5, color=_FAINT)
    reported = figures.reported_percent
    if reported is not None:
        said = f"{snapshot.cycle}已报 {figures['reported']}/{figures.owing}（{reported:g}%）"
        _say(axes, _WIDTH - 0.3, top - 0.75, said, 11.5, ha="right", color=_FAINT)
    step = (_WIDTH - 0.6) / len(LIGHTS)
    for n, (key, count) in enumerate(figures.lights.items()):
        light = Light(key)
        x = 0.3 + n * step
        axes.add_patch(Rectangle((x, 0.12), step - 0.1, 0.7, color=COLOURS[light], lw=0))
        ink = _ON.get(light, "white")
        _say(axes, x + 0.14, 0.47, f"{light.shape}{light.word}灯", 12.5, color=ink)
        _say(axes, x + step - 0.24, 0.47, f"{count}", 20, color=ink, ha="right")


def _title(axes: Axes, text: str) -> float:
    y = axes.get_ylim()[1] - 0.26
    _say(axes, 0.3, y, text, 13)
    axes.plot([0.3, _WIDTH - 0.3], [y - 0.2, y - 0.2], color=_LINE, lw=1)
    return y - 0.2


def _bars(
    figure: Figure, title: str, groups: list[Group], place: tuple[float, float], names: float
) -> None:
    """One bar for each group; its width is the share of the lights, its label the count."""
    axes = _axes(figure, place)
    top = _title(axes, title)
    left, right = 0.3 + names * _WIDTH, _WIDTH - 0.75
    step = top / max(1, len(groups))
    for n, group in enumerate(groups):
        y = top - (n + 0.5) * step
        _say(axes, 0.3, y, _fit(group.name, int(names * 44)), 10.5)
        _bar(axes, left, right, y, 0.62 * step, group.figures)
        _say(axes, _WIDTH - 0.3, y, f"{group.figures.total}项", 10.5, ha="right", color=_FAINT)


def _bar(axes: Axes, left: float, right: float, y: float, height: float, figures: Figures) -> None:
    x = left
    for key, count in figures.lights.items():
        if not count:
            continue
        light, width = Light(key), (right - left) * count / figures.total
        box = Rectangle(
            (x, y - height / 2), width, height, facecolor=COLOURS[light], edgecolor="white", lw=1
        )
        axes.add_patch(box)
        label = f"{light.word}{count}" if width > 0.42 else f"{count}"
        if width > 0.09:
            ink = _ON.get(light, "white")
            _say(axes, x + width / 2, y, label, 9.5, ha="center", color=ink)
        x += width


def _trend(issue: Issue) -> list[tuple[str, Figures]]:
    """The last snapshot of each month up to this one, oldest first; one alone is no trend."""
    if issue.units:
        return []
    months: dict[str, Figures] = {}
    for head in issue.earlier:
        day = head.taken_at.astimezone(issue.zone).date()
        months[f"{day.year % 100}年{day.month}月"] = head.figures
    day = issue.snapshot.day
    months[f"{day.year % 100}年{day.month}月"] = issue.snapshot.figures
    return list(months.items())[-CYCLES_SHOWN:] if len(months) > 1 else []


def _draw_trend(
    figure: Figure, months: list[tuple[str, Figures]], place: tuple[float, float]
) -> None:
    canvas = _axes(figure, place)
    top = _title(canvas, "各期变化（项）")
    most = max(max(figures.lights.values()) for _, figures in months) or 1
    left, right, floor = 0.55, _WIDTH - 0.95, 0.42
    xs = [left + (right - left) * n / (len(months) - 1) for n in range(len(months))]
    for x, (name, _) in zip(xs, months, strict=True):
        _say(canvas, x, 0.18, name, 9.5, ha="center", color=_FAINT)
    markers = {"red": "s", "yellow": "^", "green": "o", "blue": "D", "grey": "o"}
    ends: list[tuple[float, str]] = []
    for key in LIGHTS:
        light = Light(key)
        ys = [floor + (top - floor - 0.2) * each[key] / most for _, each in months]
        face = "white" if light is Light.GREY else COLOURS[light]
        canvas.plot(
            xs, ys, color=COLOURS[light], lw=2, marker=markers[key], ms=7, markerfacecolor=face
        )
        ends.append((ys[-1], key))
    label = 0.0
    # From below, none over another, and the topmost under the title's line.
    for nth, (y, key) in enumerate(sorted(ends)):
        label = max(min(y, top - 0.12 - 0.21 * (len(ends) - 1 - nth)), label + 0.21)
        light = Light(key)
        said = f"{light.shape}{light.word} {months[-1][1][key]}"
        _say(canvas, right + 0.16, label, said, 10.5, color=_INK)


def _calendar(figure: Figure, snapshot: Snapshot, place: tuple[float, float]) -> None:
    """Five weeks from this one's Monday, with what falls due on each day."""
    axes = _axes(figure, place)
    top = _title(axes, "近期日历（到期与节点）")
    due = coming(snapshot)
    monday = snapshot.day - timedelta(days=snapshot.day.weekday())
    step, height = (_WIDTH - 0.6) / 7, 0.46
    for n, name in enumerate("一二三四五六日"):
        _say(axes, 0.3 + (n + 0.5) * step, top - 0.15, name, 9.5, ha="center", color=_FAINT)
    for n in range(7 * WEEKS_SHOWN):
        day = monday + timedelta(days=n)
        x, y = 0.3 + n % 7 * step, top - 0.32 - (n // 7 + 1) * (height + 0.03)
        today = day == snapshot.day
        face = "#fff4d6" if due[day] else "#f5f7f9"
        edge = _INK if today else face
        box = Rectangle((x + 0.02, y), step - 0.04, height, facecolor=face, edgecolor=edge, lw=1.5)
        axes.add_patch(box)
        name = f"{day.month}/{day.day}" if day.day == 1 or n == 0 else f"{day.day}"
        past = day < snapshot.day
        _say(axes, x + 0.1, y + height - 0.13, name, 9, color="#a3abb5" if past else _INK)
        if due[day]:
            said = f"{due[day]}项"
            _say(axes, x + step - 0.1, y + 0.14, said, 11, ha="right", color="#8a4b00")
        elif day == snapshot.cycle_due:
            _say(axes, x + step - 0.1, y + 0.14, "报进展", 9, ha="right", color=_FAINT)

    last = monday + timedelta(days=7 * WEEKS_SHOWN - 1)
    later = [f"{day.month}月{day.day}日 {due[day]}项" for day in sorted(due) if day > last]
    if later:
        rest = "　".join(later[:4]) + (" …" if len(later) > 4 else "")
        _say(axes, 0.3, 0.2, f"此后：{rest}", 10.5, color=_FAINT)


def coming(snapshot: Snapshot) -> Counter[date]:
    """Day → tasks that fall due or have a milestone on it, done ones left out."""
    found: Counter[date] = Counter()
    for line in snapshot.lines:
        if "done" not in line.marks:
            days = {line.task.due, *(m.due for m in line.task.milestones)}
            found.update(day for day in days if day >= snapshot.day)
    return found


def _fit(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


CHART = PaperKind("chart", gather, make)

"""The dashboard page: read-only, rendered here, fresh at every look; drills down by plain links."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.typography import chinese_date, figure, full_width
from domain.lights import Light

PAGES = Path(__file__).parent / "pages"
_LIGHTS = {light.value: light for light in Light}


def _link(board: dict[str, Any], *words: str) -> str:
    """The address of the tasks behind a figure; an issue that is looked at stays."""
    query = {"show": " ".join(word for word in words if word)}
    if board["issue"]:
        query["issue"] = str(board["issue"])
    return "/board?" + urlencode(query)


def _spans(row: dict[str, Any], width: float) -> list[tuple[Light, int, float, float]]:
    """(light, tasks, from, width) of each part of a bar."""
    found, x = [], 0.0
    for key, light in _LIGHTS.items():
        if row[key]:
            part = width * row[key] / row["total"]
            found.append((light, row[key], round(x, 2), round(part, 2)))
            x += part
    return found


_environment = Environment(
    loader=FileSystemLoader(PAGES),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_environment.filters.update(day=chinese_date, num=figure, zh=full_width)
_environment.globals.update(link=_link, spans=_spans, lights=_LIGHTS)


def page(board: dict[str, Any] | None) -> str:
    """The whole page; for somebody who is not bound one sentence and no data."""
    name = "board.html" if board else "closed.html"
    return _environment.get_template(name).render(board=board)

"""Reply → text for one channel. Text lives in templates/*.j2, one file per reply."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    pass_eval_context,
)
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from bot.phrases import due_words, light_mark, progress, report_words
from bot.typography import chinese_date, figure, full_width, percent_bar, spark
from domain.messages import Attachment, Button, Reply

TEMPLATES = Path(__file__).parent / "templates"
MANY = 1000  # more than a message ever has
Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a channel marks text up (`html` or plain), what it measures, and how much it takes."""

    html: bool = False
    hears: bool = True  # False: nobody can answer here, so there is nothing to press or to type
    buttons: bool = (
        True  # False: buttons are numbered in the text and the number typed is the press
    )
    limit: int = 4096
    measure: Callable[[str], int] = len
    most_buttons: int = MANY  # where a message has more, they are numbered in the text as well
    longest_label: int = MANY  # likewise where a label is longer

    @property
    def numbers(self) -> bool:
        """Whether people see numbers here, and so a number typed may be a press."""
        return self.hears and (not self.buttons or self.most_buttons < MANY)

    def takes(self, buttons: Buttons) -> bool:
        """Whether all of these can stand under one message."""
        if not self.buttons:
            return False
        if self.most_buttons == MANY:
            return True
        labels = [button.label for row in buttons for button in row]
        return len(labels) <= self.most_buttons and all(
            len(label) <= self.longest_label for label in labels
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file on disk that goes out: what it is called, and where its content lies."""

    file: Attachment
    path: Path

    @property
    def is_picture(self) -> bool:
        return self.file.mime in ("image/png", "image/jpeg")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a channel sends: texts within its limit, the buttons under the last one, then files.

    `numbered` are the commands that the numbers 1, 2, 3 … typed next stand for, where a channel
    that shows buttons also tells their numbers.
    `later` are files that are still being made: each, awaited, is one more message. Whoever sends
    goes through `parts`, so that the text is not kept waiting.
    """

    texts: tuple[str, ...]
    buttons: Buttons = ()
    files: tuple[Sheet, ...] = ()
    later: tuple[Later, ...] = ()
    numbered: tuple[str, ...] = ()

    async def parts(self) -> AsyncIterator[Rendered]:
        """This message as it can be sent now, then each that was still being made."""
        yield replace(self, later=())
        for later in self.later:
            yield await later()


Later = Callable[[], Awaitable[Rendered]]
"""Never fails: where a file cannot be made, the message says so. Asked again, it is the same file."""


def utf16_units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


DeepLink = Callable[[str], str]
"""The link that carries a binding code to a chat, or "" where no channel has one."""


def no_link(_code: str) -> str:
    return ""


class Renderer:
    """Renders replies for one dialect; templates are compiled once."""

    def __init__(self, dialect: Dialect, deep_link: DeepLink = no_link) -> None:
        self.dialect = dialect
        self._templates: dict[str, Template] = {}
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            undefined=StrictUndefined,
            autoescape=dialect.html,  # noqa: S701 - plain text where the channel takes no HTML
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(
            b=bold,
            zh=zh_text,
            day=chinese_date,
            bar=percent_bar,
            num=figure,
            shorten=shorten,
            spark=spark,
        )
        self._environment.globals.update(
            due_words=due_words,
            progress=progress,
            report_words=report_words,
            light_mark=light_mark,
            deep_link=deep_link,
            part=self._part,
            in_private="私聊我" if dialect.hears else "在与督办助手的单独聊天里",
        )

    def __call__(self, reply: Reply) -> Rendered:
        shown = self._shown(reply)
        numbered = reply.numbered() if shown and self.dialect.numbers else ()
        return Rendered(self._texts(reply, shown), shown, numbered=numbered)

    def texts(self, reply: Reply) -> tuple[str, ...]:
        return self._texts(reply, self._shown(reply))

    def _shown(self, reply: Reply) -> Buttons:
        """The buttons that stand under the message: all, or those beside a numbered list, or none."""
        if self.dialect.takes(reply.buttons):
            return reply.buttons
        others = (tuple(b for b in row if b.command not in reply.choices) for row in reply.buttons)
        apart = tuple(row for row in others if row)
        return apart if self.dialect.takes(apart) else ()

    def _texts(self, reply: Reply, shown: Buttons) -> tuple[str, ...]:
        text = self._template(reply.template).render(reply.data).strip()
        if not shown and self.dialect.hears:
            text = "\n".join([text, *self._numbered_buttons(reply)])
        return split(text, self.dialect.limit, self.dialect.measure)

    def _part(self, template: str, data: dict[str, Any]) -> str:
        """One of several messages that go as one."""
        text = self._template(template).render(data).strip()
        return Markup(text) if self.dialect.html else text  # noqa: S704 - rendered with escaping

    def _template(self, name: str) -> Template:
        template = self._templates.get(name)
        if template is None:
            template = self._environment.get_template(f"{name}.j2")
            # Jinja copies its chained globals at every render; a plain dict is copied in C.
            template.globals = dict(template.globals)
            self._templates[name] = template
        return template

    def _numbered_buttons(self, reply: Reply) -> list[str]:
        numbers = {command: n for n, command in enumerate(reply.numbered(), 1)}
        shown = [button for row in reply.buttons for button in row]
        lines = [
            f"回复 {numbers[b.command]} {b.label}" for b in shown if b.command not in reply.choices
        ]
        return ["", *lines] if lines else []


def split(text: str, limit: int, measure: Callable[[str], int]) -> tuple[str, ...]:
    """Cut at line ends into parts within `limit`; a line longer than that is cut after a mark, so that a
    list is not cut within a name."""
    if measure(text) <= limit:
        return (text,)
    parts: list[str] = []
    part = ""
    for line in text.split("\n"):
        rest = line
        while measure(rest) > limit:
            head = _fitting(rest, limit, measure)
            parts.extend(filter(None, (part, rest[:head])))
            part, rest = "", rest[head:]
        joined = f"{part}\n{rest}" if part else rest
        if measure(joined) > limit:
            parts.append(part)
            joined = rest
        part = joined
    return tuple(filter(str.strip, (*parts, part)))


def _fitting(text: str, limit: int, measure: Callable[[str], int]) -> int:
    """How much of `text` goes first: what fits, up to the last mark of its second half."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= limit else (low, middle - 1)
    return next((at for at in range(low, low // 2, -1) if text[at - 1] in _MARKS), low)


_MARKS = frozenset("。！？；，、：")


@pass_eval_context
def bold(context: EvalContext, text: Any) -> str:
    return Markup("<b>{}</b>").format(escape(text)) if context.autoescape else str(text)


def zh_text(text: Any) -> str:
    """Chinese punctuation as print has it, where the document was typed with half-width marks."""
    return _printed(str(text))


_printed = lru_cache(maxsize=4096)(full_width)  # mostly titles and targets, the same all day


def shorten(text: Any, length: int) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= length else line[: length - 1] + "…"

"""Plain text, in UTF-8 or in the older GB18030."""

from __future__ import annotations

import re
from pathlib import Path

from seed.columns import read_header
from seed.document import Document, Progress, unheard
from seed.formats.archive import check_size
from seed.refusal import Unreadable

_ENCODINGS = ("utf-8-sig", "gb18030")
# A table drawn with bars: 序号 | 任务 | 责任单位, and the rule of dashes under its header.
_BARS = re.compile(r"\s*[|｜]\s*")
_FEWEST_BARS = 2
_WIDE = re.compile(r"\u3000{2,}| {3,}")
_MARKUP = re.compile(r"\*\*|<br\s*/?>")
_BARS_RULE = re.compile(r"[\s|｜:+—-]+")
_BINARY = "这个文本文件里不是文字，请用 Word、WPS 或记事本另存为 .docx 或 .txt 后再试。"


def read_lines(file: Path) -> tuple[str, ...]:
    """The lines of a text file; their numbers are places from 1."""
    raw = file.read_bytes()
    encodings: tuple[str, ...] = _ENCODINGS
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif b"\x00" in raw:
        raise Unreadable(_BINARY)
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    raise Unreadable(_BINARY)


def read(file: Path, _progress: Progress = unheard) -> Document:
    check_size(file)
    return Document(_spaced(tuple(_row(line) for line in read_lines(file))))


def _spaced(lines: tuple[str, ...]) -> tuple[str, ...]:
    """A table whose columns stand apart by wide blanks: its header, and the lines with as many cells."""
    found, width = [], 0
    for line in lines:
        cells = _WIDE.split(line.strip(" \u3000"))
        if "\t" not in line and len(cells) > _FEWEST_BARS and read_header(tuple(cells)):
            width = len(cells)
        elif line.strip(" \u3000") and len(cells) != width:
            width = 0
        found.append("\t".join(cells) if width and len(cells) == width else line)
    return tuple(found)


def _row(line: str) -> str:
    """A line of a table that is drawn with bars as one with tabs; any other as it is."""
    text = line.strip(" \u3000")
    if text in ("|", "｜"):
        return ""
    if "\t" in line or len(_BARS.findall(text)) < _FEWEST_BARS:
        return line
    if _BARS_RULE.fullmatch(text):
        return ""
    text = _MARKUP.sub(" ", re.sub(r"^[|｜]|[|｜]$", "", text))
    return "\t".join(_BARS.split(text.strip()))

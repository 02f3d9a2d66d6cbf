"""The registry of formats: one ending, one reader. A new format is one file here and one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from seed.document import Document, Progress, unheard
from seed.formats.text import read_text
from seed.refusal import Unreadable

Reader = Callable[[Path, Progress], Document]
READERS: dict[str, Reader] = {".txt": read_text}


def read_document(file: Path, progress: Progress = unheard, *, name: str = "") -> Document:
    """The lines of a file in any format; `name` is its own name where the path is none."""
    ending = Path(name or file.name).suffix.lower()
    reader = READERS.get(ending)
    if reader is None:
        raise Unreadable(
            f"不能读 {ending or '没有后缀的'} 文件，请另存为 .docx、.xlsx、.pdf 或 .txt 再试。"
        )
    return reader(file, progress)

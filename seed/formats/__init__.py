"""The registry of formats: one ending, one module with `read`. A new format is one file and one line.

Their libraries are slow to import, so a module is imported when a file of its kind comes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from seed.document import Document, Progress, unheard
from seed.refusal import Unreadable

Reader = Callable[[Path, Progress], Document]
FORMATS = {".txt": "text", ".docx": "docx", ".xlsx": "xlsx", ".pdf": "pdf"}
_OLD = {
    ".doc": ".docx",
    ".wps": ".docx",
    ".rtf": ".docx",
    ".xls": ".xlsx",
    ".et": ".xlsx",
    ".csv": ".xlsx",
}
ENDINGS = (*FORMATS, *_OLD)
_MACROS = (".docm", ".xlsm", ".dotm", ".xltm", ".xlsb")


def read_document(file: Path, progress: Progress = unheard, *, name: str = "") -> Document:
    """The lines of a file in any format; `name` is its own name where the path is none.

    Raises Unreadable, and nothing else, for whatever a file may hold.
    """
    ending = Path(name or file.name).suffix.lower()
    if ending in _OLD:
        raise Unreadable(
            f"还不能读 {ending} 文件，请用 Word、Excel 或 WPS 另存为 {_OLD[ending]} 再发。"
        )
    if ending in _MACROS:
        raise Unreadable(f"{ending} 文件可能带宏，没有打开；请另存为 .docx 或 .xlsx 再发。")
    if ending not in FORMATS:
        raise Unreadable(
            f"不能读 {ending or '没有后缀的'} 文件，请另存为 .docx、.xlsx、.pdf 或 .txt 再试。"
        )
    reader: Reader = import_module(f"seed.formats.{FORMATS[ending]}").read
    return reader(file, progress)

"""What is looked at before an Office file is opened: sizes, parts, and what must not be in it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.parsers import expat

from seed.refusal import Unreadable

MAX_FILE = 20 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024  # of all XML together; 5,000 rows are about 5 MB
MAX_PARTS = 3000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PROLOG = 64 * 1024


def check_size(file: Path) -> None:
    size = file.stat().st_size
    if size > MAX_FILE:
        raise Unreadable(
            f"文件有 {size // 1024 // 1024} MB，超过 {MAX_FILE // 1024 // 1024} MB，"
            "请去掉图片或分成几份再发。"
        )
    if not size:
        raise Unreadable("这是空文件，请重新选择文件再发。")


def check_archive(file: Path, main_part: str, ending: str) -> None:
    """Refuse what is no such file, what unpacks too large, what holds macros or entities.

    zipfile never unpacks more of a part than its directory says, so checking what it says is enough.
    """
    check_size(file)
    with file.open("rb") as source:
        head = source.read(4)
    if head == _OLE:
        raise Unreadable(
            f"这个 {ending} 文件加了密码，或是旧版格式改了后缀；"
            f"请用 Word、Excel 或 WPS 打开，去掉密码后另存为 {ending} 再发。"
        )
    if head != _ZIP:
        raise Unreadable(
            f"内容不是 {ending} 文件，请用 Word、Excel 或 WPS 重新另存为 {ending} 再发。"
        )
    try:
        with zipfile.ZipFile(file) as archive:
            _check_parts(archive, main_part, ending)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Unreadable(f"这个 {ending} 文件已损坏，打不开；请重新另存一份再发。") from error


def _check_parts(archive: zipfile.ZipFile, main_part: str, ending: str) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MAX_PARTS or len(names) != len(parts):
        raise Unreadable(f"这个 {ending} 文件的结构不正常，没有打开；请重新另存一份再发。")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("文件加了密码，请去掉密码后再发。")
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise Unreadable(f"文件里有宏，没有打开；请另存为不带宏的 {ending} 再发。")
    if main_part not in names:
        raise Unreadable(f"内容与后缀 {ending} 不符，请核对后用正确的格式另存再发。")
    xml = [part for part in parts if part.filename.lower().endswith((".xml", ".rels", ".vml"))]
    if sum(part.file_size for part in xml) > MAX_UNPACKED:
        raise Unreadable("文件解开后太大，没有打开；请删去多余的内容或分成几份再发。")
    for part in xml:
        _refuse_entities(archive, part)


class _Begun(Exception):
    """The root element is reached: behind it there can be no DOCTYPE."""


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """An Office file has no DOCTYPE; one that has means to read files or to blow itself up."""

    def doctype(*_: object) -> None:
        raise Unreadable("文件里有不正常的外部引用，没有打开；请重新另存一份再发。")

    def begin(*_: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = begin
    with archive.open(part) as source:
        try:
            parser.Parse(source.read(_PROLOG), False)
        except _Begun:
            return
        except expat.ExpatError:
            return  # the reader will say that it is broken

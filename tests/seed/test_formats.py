"""The same list in Word, Excel and PDF is the same plan; a hostile file is one sentence."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement

from domain.plan import Source, Task
from seed.formats import read_document
from seed.read import builtin_plan, read_file
from seed.refusal import Unreadable
from tests.seed import rewritten


def bare(task: Task) -> Task:
    """Without the place, which is another in every file."""
    warnings = tuple(warning.split("：", 1)[-1] for warning in task.warnings)
    return replace(task, source=Source(0, 0), warnings=warnings)


def without_dots(task: Task) -> Task:
    """The font that the PDF is written in has no ·."""
    return replace(task, target=task.target.replace("·", ""))


@pytest.mark.parametrize(
    ("ending", "write"),
    [(".docx", rewritten.as_docx), (".xlsx", rewritten.as_xlsx), (".pdf", rewritten.as_pdf)],
)
def test_the_list_rewritten_is_the_same_plan(
    ending: str, write: Callable[[Path], None], tmp_path: Path
) -> None:
    file = tmp_path / f"责任清单{ending}"
    write(file)
    plan, told = read_file(file), builtin_plan()
    assert [task.code for task in plan.tasks] == [task.code for task in told.tasks]
    for task, known in zip(map(bare, plan.tasks), map(bare, told.tasks), strict=True):
        assert task == (known if ending != ".pdf" else without_dots(known)), known.code
    assert (plan.number, plan.units, plan.warnings) == (told.number, told.units, ())


HEADER = ["序号", "工作任务", "责任单位", "完成时限"]


def sheet(file: Path, *rows: list[object], header: list[str] = HEADER) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["某市2024年重点工作清单"])
    book.active.append(header)
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


def test_numbers_days_and_shares_of_a_sheet_are_read_as_they_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.append(["序号", "工作任务", "目标", "责任单位", "完成时限"])
    page.append([1, "招商", 0.6, "市商务局", date(2024, 12, 31)])
    page["C2"].number_format = "0%"
    book.save(file)
    (task,) = read_file(file).tasks
    assert (task.code, task.target, task.due.isoformat()) == ("事项1", "60%", "2024-12-31")


def test_two_header_lines_are_one(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.append(["序号", "重点任务", "责任单位", None, "完成时限"])
    page.append([None, None, "牵头单位", "配合单位", None])
    page.append([1, "做好甲事", "市教育局", "市财政局、市科技局", "6月底前"])
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:E2"):
        page.merge_cells(area)
    book.save(file)
    (task,) = read_file(file).tasks
    assert (task.leads, task.coops) == (("市教育局",), ("市财政局", "市科技局"))


def test_a_warning_says_the_sheet_and_the_row(tmp_path: Path) -> None:
    file = sheet(tmp_path / "a.xlsx", [1, "做好甲事", None, None])
    (task,) = read_file(file).tasks
    assert task.warnings == ("「Sheet」第3行：没有读到责任单位，请补充。",)


def test_every_sheet_is_read_and_one_without_a_list_is_not(tmp_path: Path) -> None:
    file = sheet(tmp_path / "a.xlsx", [1, "做好甲事", "市教育局", "6月底前"])
    book = openpyxl.load_workbook(file)
    note = book.create_sheet("填表说明")
    note.append([1, "请在每月25日前填写。"])
    more = book.create_sheet("第二批")
    more.append(["完成时间", "牵头部门", "任务事项", "编号"])
    more.append(["年底前", "市科技局", "做好乙事", 1])
    book.save(file)
    tasks = read_file(file).tasks
    assert [(task.title, task.leads) for task in tasks] == [
        ("做好甲事", ("市教育局",)),
        ("做好乙事", ("市科技局",)),
    ]


def test_units_merged_over_several_rows_hold_for_each(tmp_path: Path) -> None:
    file = sheet(
        tmp_path / "a.xlsx",
        [1, "做好甲事", "市教育局", "6月底前"],
        [2, "做好乙事", None, "9月底前"],
    )
    book = openpyxl.load_workbook(file)
    book.active.merge_cells("C3:C4")
    book.save(file)
    assert [task.leads for task in read_file(file).tasks] == [("市教育局",), ("市教育局",)]


def test_words_automatic_numbers_are_the_items_numbers(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("某市重点工作")
    for text in ("做好甲事。（市教育局负责）", "做好乙事。（市科技局负责）"):
        document.add_paragraph(text, style="List Number")
    document.save(str(tmp_path / "a.docx"))
    tasks = read_file(tmp_path / "a.docx").tasks
    assert [(task.code, task.title) for task in tasks] == [
        ("任务1", "做好甲事"),
        ("任务2", "做好乙事"),
    ]


def test_insertions_under_review_count_and_deletions_do_not(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("1. 做好甲事")
    for tag, text_tag, text in (("w:ins", "w:t", "和乙事"), ("w:del", "w:delText", "和丙事")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    paragraph.add_run("。（市教育局负责）")
    document.save(str(tmp_path / "a.docx"))
    (task,) = read_file(tmp_path / "a.docx").tasks
    assert task.title == "做好甲事和乙事"


def test_the_progress_of_a_large_sheet_is_told(tmp_path: Path) -> None:
    rows = [[n, f"做好第{n}件事", "市教育局", "年底前"] for n in range(1, 1201)]
    told: list[tuple[int, int]] = []
    file = sheet(tmp_path / "a.xlsx", *rows)
    plan = read_file(file, lambda done, of: told.append((done, of)))
    assert len(plan.tasks) == 1200
    assert told == [(500, 1202), (1000, 1202), (1202, 1202)]


def _archive(file: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file


def bomb(folder: Path) -> Path:
    return _archive(folder / "a.xlsx", xl__workbook_xml=b" " * (80 * 1024 * 1024))


def entities(folder: Path) -> Path:
    xml = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    return _archive(folder / "a.docx", word__document_xml=xml.encode())


def entities_in_utf16(folder: Path) -> Path:
    xml = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    return _archive(folder / "a.docx", word__document_xml=xml.encode("utf-16"))


def macros(folder: Path) -> Path:
    file = folder / "a.docx"
    docx.Document().save(str(file))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return file


def truncated(folder: Path) -> Path:
    file = sheet(folder / "a.xlsx", [1, "甲", "市教育局", ""])
    file.write_bytes(file.read_bytes()[:-200])
    return file


def damaged(folder: Path) -> Path:
    file = sheet(folder / "a.xlsx", [1, "甲", "市教育局", ""])
    raw = bytearray(file.read_bytes())
    raw[200:1500] = b"\x00" * 1300
    file.write_bytes(bytes(raw))
    return file


def sheet_called_docx(folder: Path) -> Path:
    return sheet(folder / "a.xlsx", [1, "甲", "市教育局", ""]).rename(folder / "b.docx")


def text_called_xlsx(folder: Path) -> Path:
    (folder / "a.xlsx").write_text("序号 任务", encoding="utf-8")
    return folder / "a.xlsx"


def old_word(folder: Path) -> Path:
    (folder / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 600)
    return folder / "a.doc"


def locked(folder: Path) -> Path:
    (folder / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    return folder / "a.xlsx"


def huge(folder: Path) -> Path:
    with (folder / "a.docx").open("wb") as target:
        target.truncate(100 * 1024 * 1024)
    return folder / "a.docx"


def empty(folder: Path) -> Path:
    (folder / "a.pdf").touch()
    return folder / "a.pdf"


def binary_text(folder: Path) -> Path:
    (folder / "a.txt").write_bytes(bytes(range(256)) * 10)
    return folder / "a.txt"


def half_a_pdf(folder: Path) -> Path:
    file = folder / "a.pdf"
    rewritten.write_pdf(file, [rewritten.Page()])
    file.write_bytes(file.read_bytes()[:300])
    return file


def pdf_bomb(folder: Path) -> Path:
    content = zlib.compress(b" " * (200 * 1024 * 1024), 9)
    (folder / "a.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj << /Filter /FlateDecode >> stream\n" + content + b"\nendstream\n%%EOF"
    )
    return folder / "a.pdf"


def scanned(folder: Path) -> Path:
    rewritten.write_pdf(folder / "a.pdf", [rewritten.Page()])
    return folder / "a.pdf"


def picture(folder: Path) -> Path:
    (folder / "a.png").write_bytes(b"\x89PNG")
    return folder / "a.png"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (bomb, "解开后太大"),
        (entities, "外部引用"),
        (entities_in_utf16, "外部引用"),
        (macros, "有宏"),
        (truncated, "已损坏"),
        (damaged, "已损坏"),
        (sheet_called_docx, "与后缀 .docx 不符"),
        (text_called_xlsx, "不是 .xlsx 文件"),
        (old_word, "另存为 .docx"),
        (locked, "去掉密码"),
        (huge, "超过 20 MB"),
        (empty, "空文件"),
        (binary_text, "不是文字"),
        (half_a_pdf, "已损坏"),
        (pdf_bomb, "解开后太大"),
        (scanned, "扫描件"),
        (picture, "不能读 .png 文件"),
    ],
)
def test_a_hostile_or_wrong_file_is_one_sentence(
    make: Callable[[Path], Path], words: str, tmp_path: Path
) -> None:
    file = make(tmp_path)
    with pytest.raises(Unreadable) as refused:
        read_document(file)
    sentence = str(refused.value)
    assert words in sentence
    assert sentence.endswith("。")
    assert "\n" not in sentence


def test_a_colour_on_whole_columns_costs_nothing(tmp_path: Path) -> None:
    file = sheet(tmp_path / "a.xlsx", [1, "做好甲事", "市教育局", "6月底前"])
    book = openpyxl.load_workbook(file)
    book.active.cell(1_048_576, 16_000).fill = openpyxl.styles.PatternFill("solid", "FFFF00")
    book.save(file)
    assert [task.code for task in read_file(file).tasks] == ["事项1"]


def test_a_merge_over_a_whole_sheet_is_refused_before_it_is_made(tmp_path: Path) -> None:
    plain = sheet(tmp_path / "a.xlsx", [1, "做好甲事", "市教育局", "6月底前"])
    vast = tmp_path / "b.xlsx"
    merge = b'<mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells><pageMargins'
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(vast, "w") as target:
        for part in source.infolist():
            target.writestr(part, source.read(part).replace(b"<pageMargins", merge))
    with pytest.raises(Unreadable, match="合并的单元格太多"):
        read_document(vast)

"""The document stays as it was; each mend names what really stands in its line."""

from __future__ import annotations

import hashlib
import tomllib

import pytest

from seed.companion import SHIPPED
from seed.corrections import Correction, load_corrections, mend
from seed.doubts import KnownDoubt, load_doubts
from seed.formats.text import read_lines

FOLDER = SHIPPED[0]
LINES = read_lines(FOLDER / "document.txt")
CORRECTIONS = load_corrections(FOLDER / "corrections.toml")


def test_the_document_is_the_one_whose_sum_was_recorded() -> None:
    recorded = tomllib.loads((FOLDER / "plan.toml").read_text(encoding="utf-8"))["sha256"]
    assert hashlib.sha256((FOLDER / "document.txt").read_bytes()).hexdigest() == recorded


@pytest.mark.parametrize("correction", CORRECTIONS, ids=lambda c: str(c.line))
def test_a_correction_names_the_raw_text_of_its_line(correction: Correction) -> None:
    assert correction.original in LINES[correction.line - 1]
    assert correction.corrected != correction.original
    assert len(correction.reason) >= 8


def test_every_misread_name_of_the_document_is_mended() -> None:
    mended = mend(LINES, CORRECTIONS)
    assert mended.warnings == ()
    text = "\n".join(mended.lines)
    for misread in ("在平区", "国家金融监督管理局 总局", "开发 区管委会"):
        assert misread in "\n".join(LINES)
        assert misread not in text


def test_only_the_named_lines_change() -> None:
    mended = mend(LINES, CORRECTIONS).lines
    changed = {n for n, (a, b) in enumerate(zip(LINES, mended, strict=True), 1) if a != b}
    assert changed == {correction.line for correction in CORRECTIONS}


def test_in_another_version_a_mend_goes_to_the_nearest_line_with_its_words() -> None:
    mended = mend(("新增一行", *LINES), CORRECTIONS)
    assert mended.warnings == ()
    assert mended.lines[1:] == mend(LINES, CORRECTIONS).lines
    assert mended.sources[170] == (169, 170)


def test_a_mend_without_its_words_is_said() -> None:
    mended = mend(("甲", "乙"), (Correction(1, "丙", "丁", "误读。"),))
    assert mended.lines == ("甲", "乙")
    assert len(mended.warnings) == 1


@pytest.mark.parametrize("doubt", load_doubts(FOLDER / "doubts.toml"), ids=lambda d: d.words)
def test_a_known_doubt_names_the_raw_text_of_its_line(doubt: KnownDoubt) -> None:
    assert doubt.words in LINES[doubt.line - 1]

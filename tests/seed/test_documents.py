"""Documents of many places in the notations they are really written in, against tables made by hand.

documents/NN-*.json are public documents with what was read from them by hand; the others are written
after the ways that such lists are written in, one or several notations each.
"""

from __future__ import annotations

import pytest

from tests.seed.score import FOLDER, score

GOLD = sorted(file for file in FOLDER.iterdir() if file.suffix != ".txt")


@pytest.mark.parametrize("gold", GOLD, ids=lambda file: file.stem)
def test_a_document_is_read_as_a_reader_reads_it(gold) -> None:  # type: ignore[no-untyped-def]
    said = score(gold)
    assert (said.items, said.units, said.roles, said.dates) == (1, 1, 1, 1), "\n".join(said.faults)
    assert said.extra == 0

"""Labelled messages of many voices, read as SPEC.md says. The floors are those the product promises.

`examples`: the published ones; `offices`, `edges`, `voices`: written by others than the rules, then
studied; `accents`: dialect, dictation, cheque numerals, courtesies, questions that look like reports;
`phones`: typed in haste, names cut short, news and private matters with figures in them;
`talk`: a few words beside a card: promises, pleas, hearsay, what was told before, what is taken back;
`unseen`: written in the same way and never read beside the rules, so that it tells how well
they carry over. Who looks into it to mend a rule moves that row to `voices` and writes new ones.
"""

from __future__ import annotations

import pytest

from bot.understanding import understand_line
from tests.language.score import is_right, load, score

FLOORS = {
    "intent": 0.96,
    "task": 0.94,
    "status": 0.93,
    "percent": 0.98,
    "figures_f1": 0.95,
    "eta": 0.95,
    "frame": 0.85,
}


@pytest.mark.parametrize(
    "name", ["examples", "offices", "edges", "voices", "accents", "phones", "talk", "unseen"]
)
def test_labelled_messages(name: str) -> None:
    rows = load(name)
    frames = {row["id"]: understand_line(row)["frame"] for row in rows}
    shares = score(rows, frames)
    low = {field: shares[field] for field, floor in FLOORS.items() if shares[field] < floor}
    wrong = [row["text"] for row in rows if not is_right(row, frames[row["id"]])]
    assert not low, (low, wrong)

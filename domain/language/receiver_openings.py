"""What stands before an audience and says nothing of it: fillers, a question, a moment."""

from __future__ import annotations

from collections.abc import Mapping

from domain.language import receiver_terms as terms
from domain.language.days import DatePhrase


def opening(text: str, dates: Mapping[int, DatePhrase]) -> tuple[int, str]:
    """Where the audience begins: behind a moment (明早8点给各县区发…), which is given as said, or a question
    (谁还没报？都催一遍). `dates`: place → the day that begins there."""
    for question in (terms.WHO, terms.SOON_BEFORE):
        begins = question.match(text)
        if begins and terms.PASSES_ON.search(text, begins.end()):
            return begins.end(), ""
    filler = terms.FILLER.match(text)
    begin = filler.end() if filler else 0
    if led := terms.LED_IN.match(text, begin):
        begin = led.end()
    for moment in (terms.EACH_TIME, terms.CLOCK):
        said = moment.match(text, begin)
        if said and (
            terms.PASSES_ON.match(text, said.end()) or terms.SPEAKS_TO.match(text, said.end())
        ):
            return said.end(), said["at"].strip(" ,")
    timed = terms.AT_A_TIME.match(text, begin)
    start = timed.end() if timed else begin
    if (day := dates.get(start)) is None or terms.DUE.match(text, day.end):
        return begin, ""
    hour = terms.HOUR.match(text, day.end)
    if hour is None or not terms.PASSES_ON.match(text, hour.end()):
        return begin, ""
    return hour.end(), text[start : hour.end()].strip(" ,")

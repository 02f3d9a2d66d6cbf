"""What stands in a task's history beside its reports: snoozes, 收到, explanations and decisions."""

from __future__ import annotations

from typing import Any

from handlers.base import Context
from storage import letters, requests, watches
from storage.times import from_text


def notes(code: str, ctx: Context) -> list[dict[str, Any]]:
    """Oldest first, as plain data."""
    found: list[dict[str, Any]] = [
        {
            "what": silence.kind.value,
            "day": silence.since.isoformat(),
            "unit": unit,
            "person": silence.person,
            "until": silence.until.isoformat(),
        }
        for unit, silence in watches.silences_of(ctx.tx, code)
    ]
    found += [
        {
            "what": "decided",
            "day": request.decided_on.isoformat(),
            "unit": request.unit,
            "person": request.decided_by,
            "word": request.kind.word,
            "yes": request.verdict,
            "until": request.granted_until.isoformat() if request.granted_until else "",
            "text": request.note,
        }
        for request in requests.of_task(ctx.tx, code, ctx.rules)
        if request.decided_on
    ]
    for name, text, at in letters.explanations(ctx.tx, [code]).values():
        day = ctx.rules.day(from_text(at)).isoformat()
        found.append({"what": "explained", "day": day, "person": name, "text": text})
    return sorted(found, key=lambda note: str(note["day"]))

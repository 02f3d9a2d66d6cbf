"""A document → a Plan: its lines are mended, cut into drafts, and each draft becomes a task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from domain.plan import (
    COLLECTIVE,
    Duty,
    Milestone,
    Plan,
    Role,
    Source,
    Task,
    TaskList,
    Unit,
    kind_of,
)
from seed.about import About, read_about
from seed.blocks import read_blocks
from seed.checked import is_checked, read_checked
from seed.companion import SHIPPED, Companion, companion_of, load_companion
from seed.corrections import mend
from seed.dating import Span
from seed.document import Document, Progress, unheard
from seed.doubts import (
    Passage,
    disagreements,
    known_doubts,
    misreadings,
    shifted,
    trigrams,
)
from seed.draft import Draft
from seed.drafts import read_drafts
from seed.flattened import restore
from seed.formats import read_document
from seed.formats.text import read_lines
from seed.metrics import find_metrics
from seed.names import is_collective, whole_names
from seed.promises import Promise, deadline, find_promises, vague_dates
from seed.units import Register, join_pieces, resolve


def builtin_plan() -> Plan:
    """The Liaocheng list that we ship."""
    folder = SHIPPED[0]
    document = Document(read_lines(folder / "document.txt"))
    return read_plan(document, load_companion(folder), name=folder.name)


def read_file(file: Path, progress: Progress = unheard, *, name: str = "") -> Plan:
    """Read a document together with the TOML files beside it, if there are any.

    `name` is what the file is called, where its path does not tell. Raises Unreadable.
    """
    document = read_document(file, progress, name=name)
    companion = companion_of(file, document.lines)
    if is_checked(document):
        return read_corrected(document, companion)
    return read_plan(document, companion, name=Path(name or file.name).stem)


def read_plan(document: Document, companion: Companion, *, name: str) -> Plan:
    """The plan that a document holds; `name` stands in for a title that it does not tell."""
    lines = document.lines
    about, assumed = (companion.about, ()) if companion.about else read_about(lines, name)
    span = Span(about.starts_on, about.ends_on, about.issued_on, about.is_stated, about.has_year)
    mended = mend(lines, companion.corrections)
    sources = {line: Source(*source) for line, source in mended.sources.items()}
    document = restore(replace(document, lines=mended.lines))
    drafts = read_drafts(read_blocks(document), sources)
    return _plan(about, drafts, companion, span, document, (*assumed, *mended.warnings))


def read_corrected(document: Document, companion: Companion) -> Plan:
    """The plan that a corrected workbook is; what its texts promise is read anew."""
    about, drafts = read_checked(document)
    span = Span(about.starts_on, about.ends_on, about.issued_on, companion.about is not None)
    words = Document(tuple(f"{draft.title}\t{draft.target}" for draft in drafts))
    plain = [replace(draft, dated="") for draft in drafts]
    read = _plan(about, plain, companion, span, words, ())
    # A day counts only where the text does not lead to it by itself.
    days = {task.code: task.due.isoformat() for task in read.tasks}
    dated = [replace(each, dated="") if each.dated == days[each.code] else each for each in drafts]
    return _plan(about, dated, companion, span, words, ()) if dated != plain else read


def _plan(
    about: About,
    drafts: list[Draft],
    companion: Companion,
    span: Span,
    document: Document,
    said: tuple[str, ...],
) -> Plan:
    warnings = _doubts(drafts, companion, "".join(document.lines))
    tasks = tuple(
        _task(draft, companion, span, document.places, warnings[draft.code]) for draft in drafts
    )
    return Plan(
        title=about.title,
        number=about.number,
        issuer=about.issuer,
        issued_on=about.issued_on,
        starts_on=about.starts_on,
        ends_on=about.ends_on,
        tasks=tasks,
        units=_units(tasks, companion.register),
        warnings=(*said, *(() if tasks else ("没有读到带责任单位的事项。",))),
    )


def _doubts(drafts: list[Draft], companion: Companion, document: str) -> dict[str, tuple[str, ...]]:
    known_words = trigrams(document)
    passages = {draft.code: Passage(draft.code, draft.title, draft.target) for draft in drafts}
    differing = disagreements(passages.values(), [name for name, _ in companion.places.patterns])
    slipped = {
        code: text
        for kind in TaskList
        if kind is not TaskList.MAIN
        for code, text in shifted([passages[d.code] for d in drafts if d.list is kind]).items()
    }
    return {
        draft.code: (
            *filter(None, (slipped.get(draft.code),)),
            *misreadings(passages[draft.code], known_words),
            *known_doubts(passages[draft.code], companion.doubts),
            *differing.get(draft.code, ()),
        )
        for draft in drafts
    }


def _task(
    draft: Draft,
    companion: Companion,
    span: Span,
    lines: Mapping[int, str],
    doubts: tuple[str, ...],
) -> Task:
    units, unknown = _duties(draft, companion.register)
    # A table's title is the policy that others promise; only an item's own words promise.
    own = draft.list is TaskList.MAIN and draft.target
    text = f"{draft.title}。{draft.target}" if own else draft.target or draft.title
    promises = find_promises(text, span)
    stated = find_promises(draft.dated, span, stated=True)
    milestones = tuple(promise.milestone for promise in (*promises, *stated))
    due, basis = deadline(milestones, span)
    return Task(
        code=draft.code,
        list=draft.list,
        section=draft.section,
        title=draft.title,
        target=draft.target,
        units=units,
        source=draft.source,
        due=due,
        due_basis=basis,
        category=draft.category,
        territories=companion.places.named_in(draft.title, draft.target),
        milestones=milestones,
        metrics=find_metrics(text, promises, span),
        warnings=_placed(
            (
                *unknown,
                *draft.notes,
                *_yearless((*promises, *stated)),
                *vague_dates(text, span),
                *doubts,
            ),
            lines.get(draft.source.last_line, ""),
        ),
    )


def _placed(warnings: tuple[str, ...], place: str) -> tuple[str, ...]:
    """Each with where it stands, in a file whose lines have no numbers: 「Sheet1」第5行：…"""
    return tuple(f"{place}：{warning}" if place else warning for warning in warnings)


def _duties(draft: Draft, register: Register) -> tuple[tuple[Duty, ...], list[str]]:
    """Each unit once, with the stronger of its roles, and what is to be said of the names."""
    written = dict(draft.names)
    roles: dict[str, Role] = {}
    warnings = [] if written else ["没有读到责任单位，请补充。"]
    whole = {
        name: full
        for name, full in whole_names(written).items()
        if register.canonical(name) is None
    }
    if whole:
        read = "、".join(dict.fromkeys(whole.values()))
        warnings.append(f"责任单位「{'、'.join(whole)}」省略了前缀，读作{read}，请核对。")
    for role in (Role.LEAD, Role.COOP):
        for piece in join_pieces((n for n, r in written.items() if r is role), register):
            resolved = resolve(whole.get(piece, piece), register)
            roles.setdefault(resolved.name, role)
            if resolved.warning:
                warnings.append(resolved.warning)
    return tuple(Duty(name, role) for name, role in roles.items()), warnings


def _yearless(promises: tuple[Promise, ...]) -> list[str]:
    def sentence(milestone: Milestone) -> str:
        year = milestone.due.year
        return f"「{milestone.phrase}」没有写年份，按印发年份理解为{milestone.due}（{year}年），请核对。"

    return [sentence(promise.milestone) for promise in promises if promise.yearless]


def _units(tasks: tuple[Task, ...], register: Register) -> tuple[Unit, ...]:
    """Every unit that a task names: those of the register in its order, then strangers."""
    named = Counter(duty.name for task in tasks for duty in task.units)
    known = {unit.name for unit in register.units}
    strangers = (name for name in named if name not in known)
    return (
        *(unit for unit in register.units if unit.name in named),
        *(
            Unit(name, kind=COLLECTIVE) if is_collective(name) else Unit(name, kind=kind_of(name))
            for name in strangers
        ),
    )

"""The 督查通报: every word of it comes from the figures and the reports of one frozen snapshot.

总体情况, what goes well, what lags and the cause its unit gave (未说明原因 where none was), what is asked
for, and the table of every task.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.papers.base import Made, PaperKind
from bot.papers.issue import Issue, gather
from bot.papers.official import Official
from bot.typography import chinese_date, full_width
from domain.causes import stated
from domain.conditions import BY_KEY
from domain.cycles import cycle_of
from domain.figures import Figures, by_list, by_unit
from domain.lights import BY_NAME, Light, Pace
from domain.plan import PlanHead, Role
from domain.rules import SHANGHAI
from domain.snapshot import Line, Since, Snapshot
from storage import bulletins, snapshots

NO_CAUSE = "未说明原因"
_NUMERALS = "一二三四五六七八九十"
_TOLD = ("red", "yellow", "reported", "overdue", "done")
_QUOTED, _LONGEST_TITLE = 90, 60  # characters


def gather_bulletin(tx: Any, args: Mapping[str, Any]) -> tuple[Issue, Mapping[str, Any]]:
    """`args` as those of `gather`, and `issue`, the bulletin's own number. It is compared with the
    bulletin before it, where there is one."""
    head = snapshots.heads(tx, 1, until=int(args["snapshot"]))[0]
    day = head.taken_at.astimezone(ZoneInfo(str(args.get("zone", SHANGHAI.key)))).date()
    before = bulletins.last_before(tx, int(args.get("plan", 0)), day)
    told = {**args, "before": before.snapshot, "before_issue": before.number} if before else args
    return gather(tx, told), told


def make(data: tuple[Issue, Mapping[str, Any]]) -> Made:
    issue, args = data
    snapshot = issue.snapshot
    office = str(args.get("office") or snapshot.issuer)
    day = chinese_date(snapshot.day)
    title = f"关于{_called(snapshot.plans)}{snapshot.cycle}落实情况的通报"
    paper = Official(title, office, snapshot.taken_at)
    number = f"第{args.get('issue') or snapshot.number}期"
    paper.head("政务督查", number, office, day, red=bool(args.get("red_head", True)))
    paper.title(title)
    paper.addressed("各责任单位：")
    parts = [
        ("总体情况", _overall(issue, args.get("before_issue"))),
        ("推进较好的事项", _well(snapshot)),
        ("滞后事项", _lagging(snapshot)),
        ("工作要求", _asked(snapshot)),
    ]
    for numeral, (name, paragraphs) in zip(_NUMERALS, parts, strict=False):
        paper.first(f"{numeral}、{name}")
        for text in paragraphs:
            (paper.second if text.startswith("（") and len(text) < 30 else paper.say)(text)
    paper.named_annex("任务进展情况表")
    paper.signed(office, day)
    made_from = f"数字取自督办系统快照第{snapshot.number}期" if snapshot.number else ""
    paper.annex("附件", "任务进展情况表", made_from)
    rows = [
        [
            str(place),
            line.task.code,
            full_width(line.task.title).rstrip("。"),
            "、".join(line.task.leads),
            f"{line.lit.light.shape}{line.lit.light.word}",
            line.lit.pace.value,
            full_width(line.lit.sentence.partition(" → ")[0]),
        ]
        for place, line in enumerate(snapshot.lines, 1)
    ]
    names = ("序号", "编号", "任务事项", "牵头单位", "灯", "序时", "说明")
    paper.table(names, (12, 20, 70, 42, 14, 17, 50), rows, left=("任务事项", "牵头单位", "说明"))
    return Made(f"督查通报 {number} {snapshot.day.isoformat()}.docx", paper.content())


_EVERY_RULE = "逾期为红，报完成为蓝，超过一个调度周期无进展为灰"


def _rules(snapshot: Snapshot) -> str:
    """By which rule the lights are judged; where plans differ, by which those of each."""
    named = [
        (_called(plans), f"按{name}规则（{BY_NAME[name].summary}")
        for name, plans in snapshot.presets.items()
    ]
    if len(named) == 1:
        return f"{named[0][1]}；{_EVERY_RULE}）"
    return "，".join(f"{plans}{rule}）" for plans, rule in named) + f"，{_EVERY_RULE}"


def _plan_names(snapshot: Snapshot) -> str:
    """《方案》（文号）, one after the other."""
    return "、".join(
        _title(plan) + (f"（{plan.number}）" if plan.number != plan.title else "")
        for plan in snapshot.plans
    )


def _title(plan: PlanHead) -> str:
    return f"《{plan.title.strip('《》')}》"


def _called(plans: Sequence[PlanHead]) -> str:
    return "、".join(_title(plan) for plan in plans)


def _overall(issue: Issue, before: int | None) -> list[str]:
    snapshot = issue.snapshot
    figures = snapshot.figures
    paces = "，".join(
        f"{Pace.DONE.value if key == 'done' else BY_KEY[key].word}{count}项（{percent:g}%）"
        for key, (count, percent) in figures.paces.items()
    )
    lights = "，".join(f"{Light(key).word}灯{n}项" for key, n in figures.lights.items())
    lists = "，".join(f"{group.name}{group.figures.total}项" for group in by_list(snapshot.lines))
    said = [
        f"截至{chinese_date(snapshot.day)}，{_plan_names(snapshot)}确定的任务共{figures.total}项（{lists}），"
        f"涉及{len(snapshot.units)}个单位。其中{paces}。",
        f"{_rules(snapshot)}，{lights}。"
        f"逾期{figures['overdue']}项，已补齐{figures['caught-up']}项。",
    ]
    if figures.owing:
        said.append(
            f"{snapshot.cycle}应报进展{figures.owing}项，已报{figures['reported']}项，"
            f"报送率{figures.reported_percent:g}%，未报{figures['unreported']}项。"
        )
    if issue.since:
        said.append(_compared(issue.since, figures, before))
    return said


def _compared(since: Since, figures: Figures, number: int | None) -> str:
    moves = [
        f"{BY_KEY[key].word}{'增加' if since.moves[key] > 0 else '减少'}{abs(since.moves[key])}项"
        for key in _TOLD
        if key in since.moves
    ]
    day = chinese_date(since.day)
    before = f"与第{number}期（{day}）相比，" if number else f"与{day}相比，"
    return before + ("，".join(moves) if moves else "各项数字没有变化") + "。"


def _well(snapshot: Snapshot) -> list[str]:
    said: list[str] = []
    for key, name in (("done", "报完成"), ("ahead", "超序时"), ("caught-up", "已补齐")):
        lines = [line for line in snapshot.lines if key in line.marks]
        if key == "caught-up":
            lines = [line for line in lines if not line.marks & {"done", "ahead"}]
        if not lines:
            continue
        place = _NUMERALS[len([s for s in said if s[0] == "（"])]
        if (
            key == "caught-up"
        ):  # which are many where reports come late; their words are in the annex
            others = "其他" if said else ""
            said.append(f"（{place}）{others}{name}{len(lines)}项")
            said.append("、".join(_brief(line) for line in lines) + "。曾亮红灯或黄灯，现已补上。")
            continue
        said.append(f"（{place}）{name}{len(lines)}项")
        said += [f"{n}. {_named(line)}。{_quoted(line)}" for n, line in enumerate(lines, 1)]
    return said or ["截至目前没有报完成、超序时的事项。"]


def _lagging(snapshot: Snapshot) -> list[str]:
    """Red ones each with its cause, yellow ones by code, and who has not reported."""
    said: list[str] = []
    red = [line for line in snapshot.lines if "red" in line.marks]
    yellow = [line for line in snapshot.lines if "yellow" in line.marks]
    if red:
        said.append(f"（一）红灯{len(red)}项")
        said += [
            f"{n}. {_named(line)}。{_why(line)}。{_cause(line)}" for n, line in enumerate(red, 1)
        ]
    if yellow:
        said.append(f"（{_NUMERALS[bool(red)]}）黄灯{len(yellow)}项")
        said.append("、".join(_brief(line) for line in yellow) + "。详见附件。")
    owing = [group for group in _unit_groups(snapshot) if group[1]]
    if owing:
        place = _NUMERALS[bool(red) + bool(yellow)]
        said.append(f"（{place}）{snapshot.cycle}未报进展{snapshot.figures['unreported']}项")
        units = "、".join(f"{name}（{count}项）" for name, count in owing)
        said.append(f"涉及牵头单位{len(owing)}个（共同牵头的分别计算）：{units}。")
    return said or ["截至目前没有红灯、黄灯和未报的事项。"]


def _unit_groups(snapshot: Snapshot) -> list[tuple[str, int]]:
    numbers = {name: place for place, name in enumerate(snapshot.units, 1)}
    whole = {line.task.code for line in snapshot.lines if "unreported" in line.marks}
    seen = [line for line in snapshot.seen() if line.task.code in whole]
    groups = by_unit(seen, numbers, Role.LEAD)
    return [(group.name, group.figures["unreported"]) for group in groups]


def _asked(snapshot: Snapshot) -> list[str]:
    figures, due = snapshot.figures, _next_due(snapshot)
    day = chinese_date(due, snapshot.day)
    late = [line for line in snapshot.lines if line.marks & {"red", "yellow"}]
    unsaid = [line for line in late if cause(line) == NO_CAUSE]
    asked = []
    if figures["red"]:
        asked.append(
            f"红灯{figures['red']}项的牵头单位，请于{day}前报送滞后原因、下一步措施和预计完成时间。"
        )
    if unsaid:
        asked.append(f"滞后事项中有{len(unsaid)}项未说明原因，请牵头单位一并补充。")
    if figures["unreported"]:
        asked.append(
            f"未报进展的{figures['unreported']}项，请于{day}前报送；没有进展的也请如实说明。"
        )
    if figures["asking"]:
        asked.append(f"待答复的请求{figures['asking']}项，请有关方面抓紧答复。")
    asked.append(f"下一次检查以{day}报送的进展为准。")
    return [f"{n}. {text}" for n, text in enumerate(asked, 1)]


def _next_due(snapshot: Snapshot) -> date:
    """The day by which the next reports are asked for: this cycle's, or the next one's."""
    if snapshot.day < snapshot.cycle_due:
        return snapshot.cycle_due
    return cycle_of(
        (snapshot.cycle_opens + timedelta(days=32)).replace(day=1), snapshot.cycle_due.day
    ).due


def cause(line: Line) -> str:
    """The cause that the unit itself gave; never one that was thought of here."""
    return stated(line.report) or NO_CAUSE


def _cause(line: Line) -> str:
    given = cause(line)
    return f"{given}。" if given == NO_CAUSE else f"原因：{given}。"


def _named(line: Line) -> str:
    """Code, the first clause of the title, who leads."""
    title = full_width(line.task.title).rstrip("。")
    clause = re.split("[，；。]", title)[0]
    shown = clause if len(clause) <= _LONGEST_TITLE else clause[: _LONGEST_TITLE - 1] + "…"
    return f"{line.task.code} {shown}（{'、'.join(line.task.leads)}）"


def _brief(line: Line) -> str:
    leads = line.task.leads
    return f"{line.task.code}（{leads[0]}{'等' if len(leads) > 1 else ''}）"


def _why(line: Line) -> str:
    return line.lit.sentence.partition(" → ")[0]


def _quoted(line: Line) -> str:
    report = line.report
    if report is None:
        return ""
    text = " ".join(report.text.split())
    text = text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
    sample = "（示例）" if report.sample else ""
    return f"{report.unit}报：“{full_width(text)}”{sample}。" if text else ""


BULLETIN = PaperKind("bulletin", gather_bulletin, make)

"""The command line: `duban …`. Everything it prints for people is Chinese; --json is for programs."""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.cli_keeping import backup, restore
from bot.clock import Clock
from bot.terminal import (
    ConfigOption,
    NowOption,
    fail,
    out,
    progress_line,
    read_day,
    read_now,
    run_async,
    settings_of,
    start_of,
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="督办：责任清单的聊天助手",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
seed_app = typer.Typer(no_args_is_help=True, help="责任清单文件")
people_app = typer.Typer(no_args_is_help=True, help="人员")
audit_app = typer.Typer(no_args_is_help=True, help="审计链")
app.add_typer(seed_app, name="seed")
app.add_typer(people_app, name="people")
app.add_typer(audit_app, name="audit")


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="网页端口，0 为任选")] = 8080,
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    now: NowOption = "",
    data: Annotated[Path | None, typer.Option(help="数据目录；不写则用完即删")] = None,
) -> None:
    """真实清单、示例人员和网页聊天，不需要任何账号。"""
    from bot.demo import DEMO_START
    from bot.programs import run_demo

    logs.set_up(quiet=True)
    start = read_now(now) or DEMO_START
    keep = nullcontext(str(data)) if data else tempfile.TemporaryDirectory(prefix="duban-demo-")
    with keep as folder:
        run_async(run_demo(Path(folder), host, port, Clock(start), settings_of(None), out.print))


@app.command()
def run(config: ConfigOption = None, now: NowOption = "") -> None:
    """按配置运行。"""
    from bot.programs import run_bot

    settings = settings_of(config)
    logs.set_up()
    start = read_now(now, settings.rules().zone)
    run_async(run_bot(settings, Clock(start)))


@app.command()
def chat(
    as_: Annotated[str, typer.Option("--as", help="单位名，或 督查员、管理员、领导")],
    config: ConfigOption = None,
    now: NowOption = "",
) -> None:
    """在终端里聊天；不写 --config 就用临时的真实清单。"""
    from bot.demo import DEMO_START
    from bot.programs import run_chat

    logs.set_up(quiet=True)
    start = read_now(now)
    if config is None:
        with tempfile.TemporaryDirectory(prefix="duban-chat-") as folder:
            trouble = run_async(run_chat(as_, Path(folder), None, Clock(start or DEMO_START)))
    else:
        trouble = run_async(run_chat(as_, None, settings_of(config), Clock(start)))
    if trouble:
        fail(trouble)


@app.command()
def doctor(config: ConfigOption = None) -> None:
    """检查配置、令牌、节假日和数据库。"""
    from bot.doctor import examine

    settings = settings_of(config)
    logs.set_up(quiet=True)
    findings = run_async(examine(settings, settings.rules().day(Clock().now()))) or []
    for finding in findings:
        out.print(("✓ " if finding.ok else "✗ " if finding.fatal else "! ") + finding.text)
    if any(finding.fatal for finding in findings):
        raise typer.Exit(1)


@app.command()
def status(
    config: ConfigOption = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    now: NowOption = "",
) -> None:
    """总体情况。"""
    from bot.exports import read_status

    data = run_async(read_status(settings_of(config), Clock(start_of(config, now))))
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False))
        return
    out.print(f"{data['day']} 共 {data['total']} 项")
    for figure in data["figures"]:
        out.print(f"  {figure['word']} {figure['count']}")


@app.command()
def rehearse(
    config: ConfigOption = None,
    first: Annotated[str, typer.Option("--from", help="第一天，如 2025-06-01；不写为今天")] = "",
    last: Annotated[str, typer.Option("--to", help="最后一天；不写为第一天起一个月")] = "",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="每条一行 JSON，给程序用")] = False,
    against: Annotated[
        Path | None, typer.Option("--against", help="另一份配置：只列两份规则的差别")
    ] = None,
) -> None:
    """预演：哪天会给谁发什么。只看，不发，不改数据。"""
    from bot.rehearsal import in_words, rehearsed

    settings = settings_of(config)
    logs.set_up(quiet=True)
    clock = Clock()
    start = read_day(first, "--from") or settings.rules().day(clock.now())
    end = read_day(last, "--to") or start + timedelta(days=30)
    if end < start:
        fail("--to 要在 --from 之后。")
    other = settings_of(against) if against else None
    lines, names = run_async(rehearsed(settings, clock, start, end, other))
    if jsonl:
        for line in lines:
            typer.echo(json.dumps(line, ensure_ascii=False))
        return
    for text in in_words(lines, names):
        out.print(text)


@app.command()
def export(
    kind: Annotated[str, typer.Argument(help="ledger 台账、bulletin 通报、chart 图表")],
    target: Annotated[Path, typer.Option("--out", help="写到哪个文件")],
    config: ConfigOption = None,
    unit: Annotated[str, typer.Option(help="只要一个单位的")] = "",
    issue: Annotated[int, typer.Option(help="第几期；不写则出现在的一期")] = 0,
    now: NowOption = "",
) -> None:
    """台账（xlsx）、通报（docx）、图表（png），都出自同一期。"""
    from bot.exports import ON_THE_COMMAND_LINE, UnknownUnit
    from bot.exports import export as make

    if kind not in ON_THE_COMMAND_LINE:
        fail(f"没有「{kind}」，可用：{'、'.join(ON_THE_COMMAND_LINE)}。")
    if target.is_dir():
        fail(f"{target} 是文件夹，--out 要写文件名。")
    if not target.resolve().parent.is_dir():
        fail(f"没有文件夹 {target.resolve().parent}。")
    clock = Clock(start_of(config, now))
    try:
        made = run_async(make(settings_of(config), clock, kind, target, unit=unit, issue=issue))
    except UnknownUnit:
        fail(f"没有单位「{unit}」，请写全称，如 --unit 市科技局。")
    except LookupError:
        fail(f"没有第{issue}期。")
    out.print(f"{made.name} → {target}")


@app.command()
def understand(
    sentence: Annotated[str, typer.Argument(help="一句话；不写则从标准输入逐行读 JSON")] = "",
    jsonl: Annotated[bool, typer.Option("--jsonl")] = False,
) -> None:
    """一句话是怎么理解的。"""
    from bot.understanding import explain, understand_line

    if sentence:
        out.print(explain(sentence))
        return
    if not jsonl:
        fail("请写一句话，或加 --jsonl 从标准输入读。")
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            read = understand_line(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError):
            fail(f"第{number}行读不懂：每行要是一个 JSON 对象，至少有 id 和 text。")
        typer.echo(json.dumps(read, ensure_ascii=False))


app.command()(backup)
app.command()(restore)


@seed_app.command("show")
def seed_show(
    file: Annotated[Path | None, typer.Argument(help="文件；不写则是随附的聊城清单")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """清单读出来是什么。"""
    from seed.as_json import task_as_json
    from seed.read import builtin_plan, read_file
    from seed.refusal import Unreadable

    if file is not None and not file.is_file():
        fail(f"没有找到文件 {file}。")
    try:
        plan = read_file(file, progress_line()) if file else builtin_plan()
    except Unreadable as error:
        fail(str(error))
    if as_json:
        typer.echo(json.dumps([task_as_json(t) for t in plan.tasks], ensure_ascii=False, indent=1))
        return
    out.print(f"{plan.number} {plan.title}：{len(plan.tasks)} 项任务，{len(plan.units)} 个单位")
    for task in plan.tasks:
        out.print(f"{task.code}　{task.title[:40]}　牵头：{'、'.join(task.leads)}　{task.due}")
        for warning in task.warnings:
            out.print(f"    ! {warning}")


@seed_app.command("import")
def seed_import(
    file: Annotated[Path, typer.Argument(help="责任清单文件")],
    config: ConfigOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看差异，不写入")] = False,
    mark: Annotated[str, typer.Option("--mark", help="新方案的代号，加在编号前")] = "",
) -> None:
    """导入清单，或导入同一清单的新版本：先看存疑和差异，再写入。"""
    from bot.plan_import import NotImportable, import_plan

    if not file.is_file():
        fail(f"没有找到文件 {file}。")
    settings = settings_of(config)
    try:
        run_async(
            import_plan(
                settings,
                file,
                Clock(),
                out.print,
                dry_run=dry_run,
                mark=mark,
                progress=progress_line(),
            )
        )
    except NotImportable as error:
        fail(str(error))


@people_app.command("import")
def people_import(
    file: Annotated[Path, typer.Argument(help="CSV：name,unit,position,channel,account")],
    config: ConfigOption = None,
) -> None:
    """批量绑定人员。"""
    from bot.people_csv import BadPeople, decoded
    from bot.programs import import_people

    if not file.is_file():
        fail(f"没有找到文件 {file}。")
    try:
        text = decoded(file.read_bytes())
        added, posts = run_async(import_people(settings_of(config), text, Clock()))
    except BadPeople as mistakes:
        fail(f"没有导入，请先改正：\n{mistakes}")
    out.print(f"新增 {added} 人，{posts} 个身份。")


@audit_app.command("verify")
def audit_verify(config: ConfigOption = None) -> None:
    """审计链是否完好。"""
    from bot.programs import verify_audit

    broken = run_async(verify_audit(settings_of(config)))
    if broken is not None:
        fail(f"审计链在第 {broken} 条断开，之后的记录不能确认没有被改动。")
    out.print("审计链完好。")

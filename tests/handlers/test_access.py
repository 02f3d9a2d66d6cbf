"""Who may do what: every command as every position, and every task as every unit."""

from __future__ import annotations

import pytest

from domain.errors import Refused
from domain.people import Position, Post
from handlers.commands import BY_NAME, COMMANDS, menu
from tests.world import BOSS, World

L, S, C, A, V = (
    Position.LIAISON,
    Position.SUPERVISOR,
    Position.COORDINATOR,
    Position.ADMIN,
    Position.VIEWER,
)
EVERYBODY = {L, S, C, A, V}
SPEAKERS = {L: "李敏", S: "周正", C: "赵卫东", A: "陈静", V: "孙书记"}
# The rule, written a second time by hand: changing a command's rights must change this table.
ALLOWED = {
    "tasks": EVERYBODY,
    "task": EVERYBODY,
    "history": EVERYBODY,
    "undo": {L},
    "draft": {L},
    "evidence": EVERYBODY,
    "stalled": {L},
    "because": {L},
    "status": EVERYBODY,
    "chart": EVERYBODY,
    "ledger": EVERYBODY,
    "bulletin": {C, A, V},
    "changes": EVERYBODY,
    "turned": EVERYBODY,
    "punctual": EVERYBODY,
    "nudged": EVERYBODY,
    "why": EVERYBODY,
    "subscribe": EVERYBODY,
    "broadcast": {C, A},
    "receipt": {C, A},
    "reply": EVERYBODY,
    "groups": {C, A},
    "invite": {A},
    "people": {A},
    "remove": {A},
    "import": {A},
    "plans": {A},
    "lights": {C, A, V},
    "start": EVERYBODY,
    "leave": EVERYBODY,
    "help": EVERYBODY,
    "snooze": {L},
    "got": {L},
    "reuse": {L},
    "requests": EVERYBODY,
    "decide": {C, A},
    "press": {S, C, A},
    "explain": {S, C, A},
    "letter": {C, A},
    "rehearse": {C, A},
    "burden": EVERYBODY,
    "settings": EVERYBODY,
    "away": EVERYBODY,
    "back": EVERYBODY,
}
# What is typed behind each command so that it would do something for whoever may use it.
ARGUMENTS = {
    "task": "政策35",
    "history": "政策35",
    "evidence": "政策35",
    "why": "政策35",
    "broadcast": "市科技局 测试",
    "invite": "市民政局",
    "remove": "2",
    "snooze": "政策35 2",
    "press": "政策35",
    "explain": "政策35 省里资金未到",
    "away": "7月5日",
}


def test_the_table_names_every_command() -> None:
    assert {command.name for command in COMMANDS} == set(ALLOWED)


@pytest.mark.parametrize("name", sorted(ALLOWED))
@pytest.mark.parametrize("position", sorted(SPEAKERS))
def test_every_command_as_every_position(world: World, name: str, position: Position) -> None:
    if name == "undo" and position is L:
        world.says("李敏", "政策35 完成60%")
    reply = world.reply(SPEAKERS[position], f"/{name} {ARGUMENTS.get(name, '')}")
    assert (reply.template == "not_allowed") is (position not in ALLOWED[name])


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_somebody_who_is_not_bound_gets_one_sentence_whatever_they_say(
    world: World, name: str
) -> None:
    before = world.count("audit")
    assert world.says("路人", f"{name} {ARGUMENTS.get(name.strip('/'), '政策35')}") == (
        "您还没有绑定单位，请把管理员发给您的8位邀请码直接发过来。"
    )
    assert world.count("audit") == before


def test_a_liaison_reaches_no_task_of_another_unit_by_any_way(world: World) -> None:
    """Every task of the plan, by card, history, report, button and number, as one liaison."""
    book = world.book
    mine = {t.code for t in (*book.by_unit["东阿县人民政府"], *book.by_territory["东阿县人民政府"])}
    ways = (
        "/task {}",
        "/history {}",
        "/evidence {}",
        "/stalled {}",
        "{} 完成60%",
        "{}",
        "{} 进展如何？",
        "/task {} p2",
    )
    for task in world.book.tasks:
        if task.code in mine:
            continue
        for way in ways:
            reply = world.reply("王建国", way.format(task.code))
            assert reply.template == "no_such_task", (way, task.code)
            assert set(reply.data) == {"code"}
    assert world.count("reports") == 0


def test_an_unknown_code_and_another_units_code_are_answered_alike(world: World) -> None:
    for known, unknown in (("政策35", "政策99"), ("任务1.1", "任务9.9"), ("事项8", "事项88")):
        for way in ("/task {}", "{} 完成60%"):
            theirs = world.says("王建国", way.format(known)).replace(known, "X")
            nobodys = world.says("王建国", way.format(unknown)).replace(unknown, "X")
            assert theirs == nobodys


def test_lists_and_figures_hold_only_own_tasks(world: World) -> None:
    mine = {task.code for task in world.book.by_unit["东阿县人民政府"]}
    shown: set[str] = set()
    for text in ("我的任务", "/tasks lead", "/tasks unreported", "/tasks 政策", "/tasks s15"):
        shown |= {task["code"] for task in world.reply("王建国", text).data["tasks"]}
    assert shown == mine
    assert world.reply("王建国", "/status").data["total"] == len(mine)
    assert [line["name"] for line in world.reply("王建国", "/status units").data["lines"]] == [
        "东阿县人民政府"
    ]


@pytest.mark.parametrize("text", ["/tasks u1", "/tasks 市科技局", "/status u1", "/status 市科技局"])
def test_another_units_lists_are_refused(world: World, text: str) -> None:
    assert world.reply("王建国", text).template == "not_your_unit"


def test_nobody_undoes_another_persons_report(world: World) -> None:
    world.says("李敏", "政策35 完成60%")
    world.bind("同事", *world.person("李敏").posts)
    assert world.reply("同事", "/undo 1").template == "nothing_to_undo"
    assert world.reply("王建国", "/undo 1").template == "nothing_to_undo"
    assert world.reply("李敏", "/undo 1").template == "report_withdrawn"


def test_removed_people_are_strangers_at_once(world: World) -> None:
    world.says("陈静", "/remove 1 yes")
    assert world.reply("李敏", "政策35 完成60%").template == "unbound"
    assert world.count("reports") == 0


def test_admins_of_the_config_are_admins_only_while_they_stand_there(world: World) -> None:
    assert world.reply(BOSS, "/people").template == "people"
    world.rules = type(world.rules)()
    assert world.reply(BOSS, "/people").template == "unbound"


def test_groups_get_one_sentence(world: World) -> None:
    assert world.reply("李敏", "我的任务", private=False).template == "private_only"


def test_the_menu_is_that_of_the_position(world: World) -> None:
    assert "broadcast" not in [name for name, _ in menu(world.person("李敏"))]
    assert "broadcast" in [name for name, _ in menu(world.person("赵卫东"))]
    for command in COMMANDS:
        assert command.name.isascii()
        assert command.name.islower()


def test_refusals_carry_a_template_that_exists(world: World) -> None:
    refused = Refused("not_your_unit")
    assert world.render(type(world.reply("李敏", "帮助"))(refused.template, refused.data)).texts


def test_posts_for_one_unit_decide_nothing_beyond_it(world: World) -> None:
    """An admin of one unit would be an admin of all: there is none. A coordinator of one sees that one."""
    world.bind("半个管理员", Post(Position.ADMIN, "市民政局"))
    for command in ("invite", "people", "remove", "import", "plans"):
        assert world.reply("半个管理员", f"/{command}").template == "not_allowed"
    assert world.reply("陈静", "邀请 市民政局 管理员").template == "invite_for_all"
    world.bind("孙科", Post(Position.COORDINATOR, "市民政局"))
    world.says("李敏", "政策35 申请延期到12月20日，因招标流标")
    assert world.reply("孙科", "/decide 1 yes").template == "no_such_request"
    assert world.reply("赵卫东", "/decide 1 yes").template != "no_such_request"
    assert world.reply("孙科", "/rehearse 6月").template == "not_allowed"

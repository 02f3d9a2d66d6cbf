"""A second version of the real list: exactly its changes are found, and codes stay where reports are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.difference import compare
from domain.plan import Duty, Plan, Role, Task
from tests.world import World, plan

Tasks = list[Task]


def place(tasks: Tasks, code: str) -> int:
    return next(n for n, task in enumerate(tasks) if task.code == code)


def alter(code: str, **fields: object) -> Callable[[Tasks], None]:
    def change(tasks: Tasks) -> None:
        n = place(tasks, code)
        tasks[n] = replace(tasks[n], **fields)  # type: ignore[arg-type]

    return change


def put_in(after: str, title: str, target: str) -> Callable[[Tasks], None]:
    """A row in the middle: all rows behind it in its list get the next number."""

    def change(tasks: Tasks) -> None:
        n = place(tasks, after)
        stem = tasks[n].list.value
        new = replace(tasks[n], code=f"{after}新", title=title, target=target)
        tasks.insert(n + 1, new)
        renumber(tasks, stem)

    return change


def drop(code: str) -> Callable[[Tasks], None]:
    def change(tasks: Tasks) -> None:
        n = place(tasks, code)
        stem = tasks[n].list.value
        del tasks[n]
        renumber(tasks, stem)

    return change


def renumber(tasks: Tasks, stem: str) -> None:
    number = 0
    for n, task in enumerate(tasks):
        if task.list.value == stem and "-" not in task.code:
            number += 1
            tasks[n] = replace(task, code=f"{stem}{number}")


CHANGES: list[tuple[str, Callable[[Tasks], None], tuple[int, int, int]]] = [
    ("nothing", lambda tasks: None, (0, 0, 0)),
    ("a target", alter("事项24", target="2025年达到120万亩。"), (0, 1, 0)),
    ("a title", alter("项目6", title="加快冠州国际陆港二期建设。"), (0, 1, 0)),
    (
        "units",
        alter("政策12", units=(Duty("市税务局", Role.LEAD), Duty("市财政局", Role.COOP))),
        (0, 1, 0),
    ),
    ("a section", alter("政策12", section="财税"), (0, 1, 0)),
    (
        "a new row",
        put_in("政策10", "建立上市企业后备库。", "到2025年，入库企业达到50家。"),
        (1, 0, 0),
    ),
    ("a row less", drop("事项7"), (0, 0, 1)),
    ("another order", lambda tasks: tasks.reverse(), (0, 0, 0)),
]


@pytest.mark.parametrize(
    ("change", "counts"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES]
)
def test_one_change_is_that_change(
    change: Callable[[Tasks], None], counts: tuple[int, int, int]
) -> None:
    new = list(plan().tasks)
    change(new)
    found = compare(plan().tasks, new)
    assert (len(found.added), len(found.changed), len(found.withdrawn)) == counts
    assert found.is_empty is (counts == (0, 0, 0))
    assert len({task.code for task in found.tasks}) == len(found.tasks)


def second_version() -> Plan:
    """Ten changes: three rows more, two less, five that read otherwise."""
    tasks = list(plan().tasks)
    for change in (
        put_in("政策10", "建立上市企业后备库。", "到2025年，入库企业达到50家。"),
        put_in("事项20", "推广农机社会化服务。", "托管面积达到300万亩。"),
        put_in("项目3", "建设市域快速公交。", "2025年年底前开通两条线路。"),
        drop("政策31"),
        drop("事项9"),
        alter("任务1.1", target="到2025年年底，高新技术企业达到1100家。"),
        alter("任务5.1", units=(Duty("市农业农村局", Role.LEAD), Duty("市财政局", Role.COOP))),
        alter("项目1", title="加快雄商高铁聊城段建设。"),
        alter("政策1", section="金融"),
        alter("任务8.4", target="巩固全国文明城市创建成果。"),
    ):
        change(tasks)
    return replace(plan(), tasks=tuple(tasks))


def test_ten_changes_are_exactly_those_ten() -> None:
    found = compare(plan().tasks, second_version().tasks)
    assert sorted(task.title for task in found.added) == [
        "建立上市企业后备库。",
        "建设市域快速公交。",
        "推广农机社会化服务。",
    ]
    assert [task.code for task in found.withdrawn] == ["政策31", "事项9"]
    assert {change.new.code: change.fields for change in found.changed} == {
        "任务1.1": ("target",),
        "任务5.1": ("units",),
        "任务8.4": ("target",),
        "政策1": ("section",),
        "项目1": ("title",),
    }
    old = {task.code: task for task in plan().tasks}
    added = {task.code for task in found.added}
    assert not added & set(old)
    for task in found.tasks:
        if task.code not in added and task.code != "项目1":
            assert task.title == old[task.code].title


def test_reports_stay_on_their_tasks_and_the_same_again_changes_nothing(world: World) -> None:
    from storage.plans import codes_given, update_plan

    for code in ("政策35", "任务1.1", "事项8", "事项38"):
        world.says("李敏", f"{code} 推进顺利，原编号末位{code[-1]}")
    world.says("王建国", "项目10 阿胶产业")
    titles = {task.code: task.title for task in world.book.tasks}
    second = second_version()
    found = compare(world.book.tasks, second.tasks, codes_given(world.tx))
    update_plan(world.tx, second, found, world.now)
    assert len(world.book.tasks) == 123
    for code in ("政策35", "任务1.1", "事项8", "事项38"):
        shown = world.reply("李敏", f"/history {code}").data
        assert [report["text"] for report in shown["reports"]] == [
            f"推进顺利，原编号末位{code[-1]}"
        ]
        assert shown["title"] == titles[code]
    assert world.reply("孙书记", "/task 政策31").template == "no_such_task"
    row = world.tx.one("SELECT withdrawn_at FROM tasks WHERE code = '政策31'")
    assert row is not None
    assert row["withdrawn_at"]
    again = compare(world.book.tasks, second.tasks, codes_given(world.tx))
    assert again.is_empty
    third = compare(world.book.tasks, plan().tasks, codes_given(world.tx))
    assert "政策31" not in {task.code for task in third.added}  # a code is never given twice


def test_an_extension_is_no_change_of_the_document() -> None:
    task = plan().tasks[0]
    extended = replace(task, due=date(2027, 1, 1), first_due=task.due)
    assert compare([extended], [task]).is_empty
    later = replace(task, due=date(2026, 6, 30))
    (change,) = compare([extended], [later]).changed
    assert change.fields == ("due",)

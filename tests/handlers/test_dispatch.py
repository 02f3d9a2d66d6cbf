from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.messages import InboundKind, Reply
from storage.journal import verify_audit
from tests.world import World


def test_a_redelivered_event_gets_the_same_reply_and_changes_nothing(world: World) -> None:
    event = world.inbound("李敏", "政策35 完成60%")
    first = world.handle(event)
    world.later(minutes=5)
    assert world.handle(event) == first
    assert world.count("reports") == 1
    assert world.count("events") == 1


def test_the_same_words_as_a_new_event_are_a_new_report(world: World) -> None:
    world.says("李敏", "政策35 完成60%")
    world.says("李敏", "政策35 完成60%")
    assert world.count("reports") == 2


def test_a_press_on_a_week_old_button_hits_the_task_it_names(world: World) -> None:
    listed = world.reply("李敏", "我的任务")
    press = listed.buttons[0][1].command
    world.reply("李敏", "政策35 完成60%")
    world.later(days=7)
    assert world.reply("李敏", press, kind=InboundKind.BUTTON).data["code"] == "任务1.2"


def test_a_week_old_undo_is_refused_in_one_sentence(world: World) -> None:
    saved = world.reply("李敏", "政策35 完成60%")
    world.later(days=7)
    press = saved.buttons[0][0].command
    assert "超过24小时" in world.says("李敏", press, kind=InboundKind.BUTTON)
    assert world.reply("李敏", "/history 政策35").data["reports"][0]["withdrawn"] is False


def test_a_number_opens_the_entry_of_the_list_shown_last(world: World) -> None:
    world.says("李敏", "我的任务")
    assert world.reply("李敏", "3").data["code"] == "任务1.3"
    world.says("李敏", "我的任务")
    assert world.reply("李敏", "８").data["code"] == "政策39"


def test_numbers_of_a_list_stay_where_buttons_bear_none(world: World) -> None:
    """On Telegram and the page 1, a look, then 2 is the second of the list, not a button of the look."""
    world.says("李敏", "我的任务", numbers=False)
    assert world.reply("李敏", "1", numbers=False).data["code"] == "任务1.1"
    assert world.reply("李敏", "2", numbers=False).data["code"] == "任务1.2"
    world.says("李敏", "政策35 完成60%", numbers=False)
    assert world.reply("李敏", "3", numbers=False).data["code"] == "任务1.3"
    assert world.reply("李敏", "我的任务", numbers=False).template == "tasks"
    world.later(hours=13)
    assert world.reply("李敏", "下一页", numbers=False).data["page"] == 2
    assert world.reply("王建国", "1", numbers=False).template == "number_of_what"


def test_a_number_without_a_list_or_out_of_it_is_said(world: World) -> None:
    assert world.reply("李敏", "3").template == "number_of_what"
    world.says("李敏", "我的任务")
    assert world.reply("李敏", "99").template == "no_such_number"
    world.later(hours=13)
    assert world.reply("李敏", "3").template == "number_of_what"


def test_buttons_have_numbers_after_the_entries(world: World) -> None:
    reply = world.reply("李敏", "政策35 完成60%")
    assert reply.numbered() == ("/undo 1", "/task 政策35")
    assert world.reply("李敏", "1").template == "report_withdrawn"


@pytest.mark.parametrize(
    ("kind", "text", "template"),
    [
        (InboundKind.TEXT, "", "empty"),
        (InboundKind.TEXT, "  \n ", "empty"),
        (InboundKind.OTHER, "贴纸", "unsupported"),
        (InboundKind.FILE, "", "file_alone"),
        (InboundKind.FILE, "这是材料", "file_alone"),
        (InboundKind.TEXT, "政策35 " + "很长" * 2000, "too_long"),
        (InboundKind.TEXT, "政策35 " + "长" * 2500, "report_too_long"),
        (InboundKind.BUTTON, "/undo 99999999999999999999", "undo_what"),
        (InboundKind.BUTTON, "/tasks u99999", "unknown_filter"),
        (InboundKind.BUTTON, "/broadcast send 1", "not_allowed"),
    ],
)
def test_bad_input_gets_one_sentence_and_stores_nothing(
    world: World, kind: InboundKind, text: str, template: str
) -> None:
    reply = world.reply("李敏", text, kind=kind)
    assert reply.template == template
    said = world.render(reply).texts
    assert len(said) == 1
    assert len(re.findall(r"[。！？]", said[0])) <= 1
    assert world.count("reports") == 0


def test_a_file_with_a_code_is_evidence_of_the_report(world: World) -> None:
    assert "佐证：验收报告.pdf" in world.sends_file("李敏", "政策35 已办结")
    assert world.count("evidence") == 1


def test_what_an_unbound_account_types_is_not_kept(world: World) -> None:
    world.says("路人", "我的密码是 hunter2")
    world.says("路人", "ABCD2345")
    world.says("李敏", "ABCD2345")
    rows = world.tx.all("SELECT said FROM events")
    assert [row["said"] for row in rows] == ["", "", ""]


def test_a_mistake_of_ours_rolls_the_whole_message_back(world: World) -> None:
    world.connection.execute("DROP TABLE questions")
    event = world.inbound("李敏", "政策35 完成60%")
    with pytest.raises(Exception, match="questions"):
        world.handle(event)
    assert world.count("reports") == 0
    assert world.count("events") == 0


def test_every_change_is_in_the_audit_chain(world: World) -> None:
    world.says("李敏", "政策35 完成60%")
    world.says("李敏", "撤销")
    world.says("陈静", "邀请 市民政局")
    world.says("陈静", "/remove 2 yes")
    actions = [row["action"] for row in world.tx.all("SELECT action FROM audit ORDER BY seq")]
    assert actions == ["report.add", "report.withdraw", "invite.add", "remove"]
    assert verify_audit(world.tx) is None
    world.tx.run("UPDATE audit SET detail = '{}' WHERE seq = 2")
    assert verify_audit(world.tx) == 2
    world.tx.run("DELETE FROM audit WHERE seq = 2")
    assert verify_audit(world.tx) == 3


_words = st.sampled_from(
    [
        "政策",
        "35",
        "任务1.1",
        "完成",
        "60%",
        "/task",
        "/tasks",
        "/undo",
        "群发",
        "邀请",
        "市科技局",
        "逾期",
    ]
)
_texts = st.one_of(
    st.text(max_size=200), st.lists(_words, max_size=6).map(" ".join), st.integers().map(str)
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(name=st.sampled_from(["李敏", "赵卫东", "陈静", "路人"]), text=_texts)
def test_whatever_is_said_gets_an_answer_that_renders(world: World, name: str, text: str) -> None:
    reply = world.handle(world.inbound(name, text))
    assert isinstance(reply, Reply)
    assert world.render(reply).texts[0].strip()


def test_codes_are_one_time_and_bind(world: World) -> None:
    invited = world.reply("陈静", "邀请 市科技局")
    code = invited.data["code"]
    assert re.fullmatch(r"[A-Z2-9]{8}", code)
    assert world.reply("路人", code.lower()).template == "welcome"
    assert world.reply("路人", "我的任务").data["total"] == 11
    assert world.reply("别人", code).template == "code_wrong"


def test_a_code_stands_on_a_line_of_its_own(world: World) -> None:
    invited = world.reply("陈静", "/invite 市科技局")
    assert invited.data["code"] in world.render(invited).texts[0].split("\n")


def test_codes_are_kept_as_hashes_only_and_expire(world: World) -> None:
    event = world.inbound("陈静", "邀请 市科技局")
    invited = world.handle(event)
    assert invited is not None
    code = invited.data["code"]
    dump = "\n".join(world.connection.iterdump())
    assert code not in dump
    again = world.handle(event)
    assert again is not None
    assert again.data["code"] == ""
    assert "请再发一次" in world.render(again).texts[0]
    world.later(days=8)
    assert world.reply("路人", code).template == "code_wrong"


def test_wrong_codes_are_slowed_and_a_good_one_is_forgiven(world: World) -> None:
    code = world.reply("陈静", "邀请 市科技局").data["code"]
    for guess in ("AAAAAAAA", "BBBBBBBB", "CCCCCCCC"):
        assert world.reply("路人", guess).template == "code_wrong"
    assert world.reply("路人", code).template == "code_blocked"
    world.later(minutes=2)
    assert world.reply("路人", "DDDDDDDD").template == "code_wrong"
    world.later(minutes=1)
    assert world.reply("路人", code).template == "code_blocked"
    world.later(minutes=2)
    assert world.reply("路人", code).template == "welcome"
    assert world.count("guesses") == 0


def test_one_person_several_units_and_several_people_one_unit(world: World) -> None:
    code = world.reply("陈静", "邀请 市民政局").data["code"]
    assert world.reply("李敏", f"/start {code}").template == "welcome"
    assert world.reply("李敏", "我的任务").data["total"] == 11 + len(world.book.by_unit["市民政局"])
    other = world.reply("陈静", "邀请 市科技局").data["code"]
    assert world.reply("新人", other).template == "welcome"
    assert world.reply("新人", "我的任务").data["total"] == 11
    assert world.reply("李敏", "退出 市民政局").data["bound"] is True
    assert world.reply("李敏", "我的任务").data["total"] == 11

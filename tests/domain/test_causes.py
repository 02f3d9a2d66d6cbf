"""Which kind of cause a report states, by what offices write."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.causes import CAUSE_WORDS, kind_of, stated
from domain.reporting import Report, Status

SAID = [
    ("省级资金尚未下达，进度慢于计划", "资金"),
    ("征地补偿款未到位，暂停施工", "资金"),
    ("拖欠工程款，施工方停工", "资金"),
    ("用地手续卡住，项目暂停", "用地"),
    ("因征地拆迁未完成导致进度滞后", "用地"),
    ("文物勘探未结束，不能开工", "用地"),
    ("审批环节较多，进度滞后", "手续审批"),
    ("环评批复没下来，推不动", "手续审批"),
    ("招标流标两次，进度落后", "手续审批"),
    ("主要设备没到货，工期推迟", "设备"),
    ("连续降雨影响施工进度", "天气"),
    ("受汛期影响停工半个月", "天气"),
    ("人手不足，进度慢", "人员"),
    ("施工队撤场，缺工人，工期滞后", "人员"),
    ("部分乡镇配合不及时，比计划慢", "协调"),
    ("群众不同意拆除围墙，卡住了", "协调"),
    ("两部门意见不一致，卡在会签", "协调"),
    ("存在较大困难，推不动", "其他"),
    ("进度滞后，目前完成30%", "未说明"),
    ("比计划慢", "未说明"),
]


def report(text: str, status: Status = Status.BEHIND, obstacle: str | None = None) -> Report:
    now = datetime(2025, 6, 18, tzinfo=UTC)
    return Report(1, "政策1", "市财政局", "钱进", text, status, now, obstacle=obstacle)


@pytest.mark.parametrize(("text", "word"), SAID)
def test_the_kind_of_cause(text: str, word: str) -> None:
    assert CAUSE_WORDS[kind_of(report(text))] == word


def test_no_report_states_nothing() -> None:
    assert stated(None) is None
    assert CAUSE_WORDS[kind_of(None)] == "未说明"


def test_what_was_solved_is_no_cause() -> None:
    assert stated(report("资金问题已解决，完成60%")) is None


def test_a_cause_is_a_clause_of_the_report_itself() -> None:
    for text, word in SAID:
        said = stated(report(text))
        assert (said is None) == (word == "未说明")
        assert said is None or said in text


def test_who_is_on_schedule_gives_no_cause_by_the_way() -> None:
    assert stated(report("资金已拨付，审批正常推进", Status.IN_PROGRESS)) is None

"""What looks misread is said; what only looks like it is not."""

from __future__ import annotations

import pytest

from seed.companion import SHIPPED, Companion
from seed.document import Document
from seed.doubts import Passage, disagreements, misreadings, trigrams
from seed.formats.text import read_lines
from seed.read import read_plan

DOCUMENT = trigrams("推动高质量发展。组织使用省下达的指标。开展工作。")


def doubts(text: str) -> tuple[str, ...]:
    return misreadings(Passage("事项1", "标题", text), DOCUMENT)


@pytest.mark.parametrize(
    "text",
    [
        "推动高质量量发展",
        "使用省下下达的指标",
        "高层次人才人才周转编制",
        "员工股票期权,股票期权、限制性股票",
        "关键技术with产业示范",
        "跨境电商电子商务企业",
        "德鄆高速",
    ],
)
def test_a_misreading_is_one_sentence_with_its_place(text: str) -> None:
    (sentence,) = doubts(text)
    assert sentence.startswith("目标中「")
    assert sentence.endswith("请对照原文。")


@pytest.mark.parametrize(
    "text",
    [
        "推动动能转换",
        "到2025年年底",
        "开展展览",
        "人人参与、家家受益",
        "实现凤凰涅槃",
        "支持5G网络建设",
        "“海港+陆港”直连",
        "高唐县、东阿县、茌平区、莘县、濮阳市",
    ],
)
def test_what_is_well_written_is_not_doubted(text: str) -> None:
    assert doubts(text) == ()


def test_two_tasks_that_name_one_thing_differently_are_told_of_each_other() -> None:
    found = disagreements(
        [
            Passage(
                "任务1",
                "甲",
                "加快推进临清至莘县、高唐至台前项目前期工作。治理冠县青年渠、徒骇河。",
            ),
            Passage(
                "项目2",
                "乙",
                "加快推进临清至濮阳、高唐至台前项目前期工作。治理冠县青年河、徒骇河。",
            ),
        ],
        ["冠县"],
    )
    assert found["任务1"] == [
        "「临清至莘县」在项目2中写作「临清至濮阳」，两处说法不一，请核对。",
        "「冠县青年渠」在项目2中写作「冠县青年河」，两处说法不一，请核对。",
    ]
    assert len(found["项目2"]) == 2


def test_the_same_words_or_other_figures_are_no_disagreement() -> None:
    same = "加快推进临清至莘县、高唐至台前项目前期工作"
    assert disagreements([Passage("甲", same, ""), Passage("乙", same, "")], []) == {}
    one = "加快县域商业体系建设行动完成商贸中心38个建设任务"
    other = one.replace("38", "39")
    assert disagreements([Passage("甲", one, ""), Passage("乙", other, "")], []) == {}


def test_cells_that_slipped_by_a_row_are_said() -> None:
    """The list as it was copied has the targets of three policies one row too low."""
    lines = read_lines(SHIPPED[0] / "document.txt")
    plan = read_plan(Document(lines), Companion(), name="")
    said = {
        task.code: warning
        for task in plan.tasks
        for warning in task.warnings
        if "疑似错行" in warning
    }
    assert list(said) == ["政策4-1"]
    assert "政策3「加大对5市县级基本财力奖补机制" in said["政策4-1"]

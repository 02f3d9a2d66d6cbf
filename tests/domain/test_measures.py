"""Which figures of a report stand for a metric of its task, and which say something else."""

from __future__ import annotations

import pytest

from domain.measures import measured
from tests.language.reading import book


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("海外仓建成8个", 8),
        ("公共海外仓累计达到12个", 12),
        ("新增2个，海外仓共有9个", 9),
        ("海外仓新增2个", None),
        ("今年新增海外仓2个", None),
        ("海外仓还差3个", None),
        ("海外仓目标10个", None),
    ],
)
def test_a_level_is_no_increase_and_no_remainder(text: str, value: float | None) -> None:
    task = book().by_code["事项14"]
    place = next(n for n, metric in enumerate(task.metrics) if "海外仓" in metric.name)
    assert measured(task, text).get(place) == value

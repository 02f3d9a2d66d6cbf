"""Quantified targets, as a table: text → name, operator, value, unit."""

from __future__ import annotations

from datetime import date

import pytest

from seed.dating import Span
from seed.metrics import find_metrics
from seed.promises import find_promises

SPAN = Span(date(2023, 1, 1), date(2025, 12, 31), date(2023, 8, 25))


def shown(text: str) -> list[str]:
    return [
        f"{m.name} {m.op} {m.value:g}{'' if m.max is None else f'~{m.max:g}'} {m.unit}"
        for m in find_metrics(text, find_promises(text, SPAN), SPAN)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("高新技术企业达到1000家。", ["高新技术企业 >= 1000 家"]),
        ("规模突破100亿元，企业突破300家。", ["规模 >= 100 亿元", "企业 >= 300 家"]),
        ("技术经纪人达到150人左右。", ["技术经纪人 ~ 150 人"]),
        ("额度不低于4亿元。", ["额度 >= 4 亿元"]),
        ("能耗不超过50万吨。", ["能耗 <= 50 万吨"]),
        ("新增2家领军企业。", ["领军企业 >= 2 家"]),
        ("建成5G基站1.3万个。", ["5G基站 = 13000 个"]),
        ("培训人才10万余人次。", ["培训人才 >= 100000 人次"]),
        ("产能稳定在110亿斤水平。", ["产能 = 110 亿斤"]),
        ("改造农田85万亩。", ["改造农田 = 85 万亩"]),
        ("争创1—2个国家级基地。", ["国家级基地 = 1~2 个"]),
        ("培育2个以上省级园区。", ["省级园区 >= 2 个"]),
        ("至少4个县达到四星级。", ["县达到四星级 >= 4 个"]),
        ("覆盖率达到98%。", ["覆盖率 >= 98 %"]),
        ("货运量年均增长10%以上。", ["货运量年均增长 >= 10 %"]),
        ("中心1家、研究所2家、机构6家。", ["中心 = 1 家", "研究所 = 2 家", "机构 = 6 家"]),
        ("营业收入突破“千亿大关”。", ["营业收入 >= 1000 亿元"]),
        ("直管县不低于80%、其他县不低于70%的补助。", ["直管县 >= 80 %", "其他县补助 >= 70 %"]),
        # A figure that names nothing is of the thing before it.
        ("2023年建设示范区20万亩，2024年达到60万亩。", ["示范区 = 20 万亩", "示范区 >= 60 万亩"]),
        ("推动示范村建设，2023年完成38个、2024年完成39个。", ["示范村 = 38 个", "示范村 = 39 个"]),
        # Background.
        ("流域面积200—3000平方公里中小河流治理。", []),
        ("岸线1公里范围内企业搬迁。", []),
        ("按照余额的2%给予补贴。", []),
        ("享受基准价格20%的优惠。", []),
        ("各承担损失金额的20%。", []),
        ("分险比例为2:2:2:4。", []),
        ("争取省财政最高1000万元扶持。", []),
        ("投入4个乡村振兴重点帮扶县。", []),
        ("年度到账额500万元以上的科技人员。", []),
        ("项目（约占耕地8700亩）用地。", []),
        ("完成10G—PON部署，向5市倾斜。", []),
        ("8号机组（140MW）改造，期限12个月。", []),
        ("落实聊政发〔2021〕5号。", []),
        ("推进G309改扩建，开展为期1年的学习。", []),
    ],
)
def test_a_figure_is_a_target_or_background(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


def test_a_metric_is_due_with_its_promise() -> None:
    text = "到2023年，建成2个；到2025年，建成10个。另建园区3个。"
    found = find_metrics(text, find_promises(text, SPAN), SPAN)
    assert [metric.due.year for metric in found] == [2023, 2025, 2025]

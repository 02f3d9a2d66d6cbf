"""A word that limits whom a sentence is for and is not understood is asked about, wherever it stands."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.language.receivers import read_receivers
from domain.planbook import PlanBook
from tests.world import plan

TODAY = date(2025, 6, 18)
# Said of units, and nothing that the bot knows of them.
LIMITS = (
    "涉农", "沿黄", "未签约", "山区", "去年评优", "有在建工地", "上市", "新成立", "参与试点", "上个月没报",
    "人口超百万", "驻村", "预算超支", "连续两月倒数", "没参会", "列入示范", "涉外", "财政困难", "离市区远",
    "材料没交", "进展慢", "整改不到位", "完成率低", "安全不达标", "带队", "有新开工项目", "投资下降",
)  # fmt: skip
# `{的}` is where the limit stands with 的, `{}` without.
ORDERS = (
    "给{的}县区发个通知，周五前报数据",
    "通知{的}牵头单位 周五前报总结",
    "通知各县区{的}周五前报总结",
    "各县区（{的}）周五前报总结",
    "给县区{的}发个通知 明天开会",
    "各{}县区 周五前把总结报上来",
    "各{}部门请于25日前报送台账",
    "红灯的{}单位催一下",
    "没报的{的}催一遍",
    "市直部门{的}都通知到 下周一开会",
    "逾期的{的}单位，抓紧",
    "{的}，给各县区发个通知：明天开会",
    "除{的}外，各县区周五前报总结",
    "各县区除了{的}，周五前报总结",
    "各县区周五前报总结，{的}除外",
    "给各县区发通知，明天开会，{的}不用通知",
    "市科技局和{}部门 周五前报总结",
    "政策里{的}牵头单位 周五前报总结",
    "{的}任务 牵头单位周五前报说明",
)  # fmt: skip


@lru_cache(maxsize=1)
def book() -> PlanBook:
    return PlanBook.of(plan())


def asked_back(text: str) -> str:
    """What is asked about a sentence; "" where it would go out as it was read."""
    found = read_receivers(text, book(), TODAY)
    return "" if found.query.include and not found.unknown else found.unknown or text


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_that_is_not_known_is_asked_about(order: str, limit: str) -> None:
    assert asked_back(order.replace("{的}", f"{limit}的").replace("{}", limit))


SYLLABLES = "涉沿驻带重难偏富老特优劣远近内外新旧东西南北山水林田湖草沙"


@given(st.sampled_from(ORDERS), st.text(SYLLABLES, min_size=2, max_size=6))
@settings(max_examples=400, deadline=None)
def test_no_limit_is_dropped(order: str, limit: str) -> None:
    """Whatever it is made of: with one more limit an order never goes to more than without a question."""
    assert asked_back(order.replace("{的}", f"{limit}的").replace("{}", limit))


@pytest.mark.parametrize(
    "text",
    [
        "通知各县区 上次说的材料周五前报",
        "各单位：该交的材料周五前交",
        "请各牵头单位按照市里的要求抓紧落实",
        "给各县区发个通知，领导要的数据明天报",
        "通知市科技局 昨天那个会的材料补一份",
        "各县区把自己的家底摸清",
        "各单位（含下属单位）周五前报总结",
        "各县区周五前报数（单位：万元）",
        "通知各单位 有困难的提前说",
        "各牵头单位请于周五前报送推进中的问题和下步打算",
        "给市水利局发通知 河道的照片补一下",
        "各单位明天的会改到后天",
        "请各县区把没完成的原因写清楚",
        "通知各单位 重要的事情当面报",
        "给各牵头单位发：目前存在的困难，周五前报",
        "各县区新开工的项目个数周五前报",
    ],
)
def test_what_is_to_be_done_is_no_limit(text: str) -> None:
    assert not asked_back(text)

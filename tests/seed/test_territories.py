"""Which areas a text names as the place of its work."""

from __future__ import annotations

import pytest

from seed.companion import SHIPPED
from seed.territories import Places, load_territories

PLACES = Places.of(load_territories(SHIPPED[0] / "territories.toml"))


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("加快冠县大沙河水库建设", ["冠县"]),
        ("支持莘县化工产业园发展", ["莘县"]),
        ("支持东阿经济开发区实行“一区多园”", ["东阿县"]),
        ("推进临清市青港国际物流有限公司项目", ["临清市"]),
        ("提高邯济铁路冠县货场效能", ["冠县"]),
        ("阳谷天颐医养院投入使用", ["阳谷县"]),
        ("大运河文化(临清)生态保护实验区", ["临清市"]),
        ("加快山东港口（高唐）国际陆港建设", ["高唐县"]),
        ("G105京澳线东阿黄河大桥", ["东阿县"]),
        ("支持聊城高新区创建示范基地", ["高新技术产业开发区"]),
        ("经济技术开发区周公河养老中心", ["经济技术开发区"]),
        ("推动临清市、冠县、东昌府区建设", ["东昌府区", "临清市", "冠县"]),
        ("推进东阿至阳谷高速公路建设", []),
        ("推进临清至莘县、高唐至台前项目", []),
        ("德州至高唐段等高速公路", []),
        ("阳谷祥光铜业有限公司专用铁路改造", []),
        ("加快冠州国际陆港建设", []),
        ("指导各县(市、区)储备项目", []),
        ("升级为国家级高新区", []),
    ],
)
def test_a_place_of_work_is_not_the_end_of_a_road(text: str, areas: list[str]) -> None:
    assert list(PLACES.named_in(text)) == areas


def test_a_plan_without_a_list_names_no_place() -> None:
    assert Places().named_in("冠县") == ()

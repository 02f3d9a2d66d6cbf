"""Names of units: every spelling leads to one canonical name, and to one only."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plan import Unit, kind_of
from seed.companion import SHIPPED
from seed.names import split_names
from seed.units import Register, join_pieces, load_register, resolve

REGISTER = load_register(SHIPPED[0] / "units.toml")
NAMES = [unit.name for unit in REGISTER.units]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("市发改委", "市发展改革委"),
        ("发改委", "市发展改革委"),
        ("市发展和改革委员会", "市发展改革委"),
        ("市发展改革委等", "市发展改革委"),
        ("工信局", "市工业和信息化局"),
        ("市工信局", "市工业和信息化局"),
        ("银保监", "国家金融监督管理总局聊城监管分局"),
        ("银保监分局", "国家金融监督管理总局聊城监管分局"),
        ("金融监管分局", "国家金融监督管理总局聊城监管分局"),
        ("人行", "中国人民银行聊城市分行"),
        ("市人民银行", "中国人民银行聊城市分行"),
        ("东阿县", "东阿县人民政府"),
        ("东阿县政府", "东阿县人民政府"),
        ("高新区", "高新技术产业开发区管委会"),
        ("聊城高新区", "高新技术产业开发区管委会"),
        ("住建局", "市住房城乡建设局"),
        ("市住房和城乡建设局", "市住房城乡建设局"),
        ("市地方金融监督管理局", "市地方金融监管局"),
        ("市场监管局", "市市场监管局"),
        ("卫健委", "市卫生健康委"),
        ("人社局", "市人力资源社会保障局"),
        ("教体局", "市教育体育局"),
        ("自规局", "市自然资源和规划局"),
        ("文旅局", "市文化和旅游局"),
        ("文旅集团", "市文旅集团"),
        ("团市委", "共青团聊城市委"),
        ("海关", "聊城海关"),
        ("供电公司", "国网聊城供电公司"),
        ("孔繁森同志纪念馆", "市孔繁森精神教学基地(孔繁森同志纪念馆)"),
        ("市孔繁森精神教学基地（孔繁森同志纪念馆）", "市孔繁森精神教学基地(孔繁森同志纪念馆)"),
    ],
)
def test_an_everyday_name_leads_to_the_canonical_one(written: str, name: str) -> None:
    assert REGISTER.canonical(written) == name


@pytest.mark.parametrize("name", NAMES)
def test_a_canonical_name_leads_to_itself(name: str) -> None:
    assert REGISTER.canonical(name) == name


def test_no_spelling_stands_twice() -> None:
    spellings = Counter(each for unit in REGISTER.units for each in (unit.name, *unit.aliases))
    assert [each for each, times in spellings.items() if times > 1] == []


def test_a_spelling_of_two_units_is_refused() -> None:
    with pytest.raises(ValueError, match="市金融局"):
        Register.of((Unit("甲局", ("市金融局",)), Unit("乙局", ("市金融局",))))


def test_there_are_55_with_a_kind_each() -> None:
    assert Counter(unit.kind for unit in REGISTER.units) == {
        "部门": 28,
        "党群": 8,
        "县区": 8,
        "垂管": 5,
        "企业": 2,
        "开发区": 1,
        "院校": 1,
        "事业单位": 1,
        "统称": 1,
    }


def test_an_unknown_name_is_kept_with_the_closest_known_one() -> None:
    resolved = resolve("市农业农村厅", REGISTER)
    assert resolved.name == "市农业农村厅"
    assert resolved.warning is not None
    assert "市农业农村局" in resolved.warning


@pytest.mark.parametrize(
    "written", ["各县（市、区）人民政府", "各有关部门", "相关单位", "国家区域医疗中心创建相关单位"]
)
def test_a_collective_is_kept_and_said(written: str) -> None:
    resolved = resolve(written, REGISTER)
    assert resolved.name == written
    assert resolved.warning is not None
    assert "笼统" in resolved.warning


def test_without_a_register_nothing_is_called_unknown() -> None:
    assert resolve("市某某局", Register()).warning is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市财政局 市发展改革委 市科技局", ["市财政局", "市发展改革委", "市科技局"]),
        ("市科技局、市财政局", ["市科技局", "市财政局"]),
        ("市科技局,市财政局；各区政府", ["市科技局", "市财政局", "各区政府"]),
        ("市科技局、市财政局等部门", ["市科技局", "市财政局"]),
        ("银保监会等国务院相关部门及各地区", ["银保监会", "国务院相关部门", "各地区"]),
        ("市科技局\n市财政局", ["市科技局", "市财政局"]),
        ("", []),
        (" 、 ", []),
    ],
)
def test_a_list_is_split_into_names(text: str, names: list[str]) -> None:
    assert split_names(text) == names


@given(
    st.lists(st.sampled_from(NAMES), unique=True), st.sampled_from([" ", "、", "，", "\n", " 、"])
)
def test_what_is_joined_by_any_separator_is_split_again(names: list[str], mark: str) -> None:
    assert split_names(mark.join(names)) == names


@given(
    st.lists(st.sampled_from(["高新技术产业开发区管委会", "市财政局", "聊城海关"]), min_size=1),
    st.integers(2, 10),
)
def test_a_name_cut_in_two_is_one_again(names: list[str], cut: int) -> None:
    whole = "高新技术产业开发区管委会"
    pieces = [
        part for name in names for part in ((name[:cut], name[cut:]) if name == whole else (name,))
    ]
    expected = [name for name in names if name]
    # 高新技术产业开发区 alone is a known spelling too, so that cut leaves a stray 管委会.
    if not any(REGISTER.canonical(piece) for piece in (whole[:cut], whole[cut:])):
        assert join_pieces([piece for piece in pieces if piece], REGISTER) == expected


def test_names_that_are_known_are_never_glued() -> None:
    assert join_pieces(["市财政局", "市科技局"], REGISTER) == ["市财政局", "市科技局"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("莘县人民政府", "县区"),
        ("东昌府区", "县区"),
        ("临清市人民政府", "县区"),
        ("高新技术产业开发区管委会", "开发区"),
        ("高新区", "开发区"),
        ("江北水城旅游度假区管理委员会", "开发区"),
        ("市科技局", "部门"),
        ("市政府办公室", "部门"),
    ],
)
def test_a_unit_without_a_register_has_the_kind_that_its_name_ends_in(name: str, kind: str) -> None:
    assert kind_of(name) == kind

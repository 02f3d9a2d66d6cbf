"""Headings that name units, lines of labels that close a section, and what neither covers."""

from __future__ import annotations

from domain.plan import Plan, Role
from seed.companion import Companion
from seed.document import Document
from seed.read import read_plan


def read(*lines: str) -> Plan:
    head = ("某市2023年重点工作分工方案", "某政发〔2023〕5号", "2023年2月1日")
    return read_plan(Document((*head, *lines)), Companion(), name="")


def shown(plan: Plan) -> list[tuple[str, str]]:
    """(title, leading and cooperating units) of each task."""
    marks = {Role.LEAD: "+", Role.COOP: ""}
    return [
        (task.title, " ".join(duty.name + marks[duty.role] for duty in task.units))
        for task in plan.tasks
    ]


def test_items_without_units_have_those_of_their_heading_and_it_is_said() -> None:
    plan = read(
        "一、加快交通建设（牵头单位：市交通局；配合单位：市财政局）",
        "1.建设甲路。到2023年6月完成。",
        "2.建设乙路。（市水利局负责）",
        "3.建设丙路。",
        "二、做好卫生工作",
        "（一）新建医院1所。",
    )
    assert shown(plan) == [
        ("建设甲路", "市交通局+ 市财政局"),
        ("建设乙路", "市水利局+"),
        ("建设丙路", "市交通局+ 市财政局"),
    ]
    assert {task.section for task in plan.tasks} == {"加快交通建设"}
    said = "没有写责任单位，按上级标题「加快交通建设」记为市交通局、市财政局，请核对。"
    assert [said in task.warnings for task in plan.tasks] == [True, False, True]


def test_what_stands_behind_the_last_item_is_none_of_its_text() -> None:
    plan = read(
        "三、民生（牵头单位：区民政局）",
        "1.新增养老床位100张。",
        "按照标准建设，年底前投用。",
        "附件：区养老服务领导小组名单",
        "抄送：区委办公室，区人大常委会办公室，2024年3月5日印发。",
    )
    assert [task.target for task in plan.tasks] == ["按照标准建设，年底前投用。"]


def test_a_heading_may_say_it_on_lines_of_its_own() -> None:
    plan = read(
        "三、做好卫生工作",
        "牵头单位：市卫健委",
        "责任单位：市财政局",
        "1.新建医院1所。",
        "2.新建卫生室10所。",
    )
    both = "市卫健委+ 市财政局"
    assert shown(plan) == [("新建医院1所", both), ("新建卫生室10所", both)]


def test_points_of_a_subheading_are_its_text_unless_one_has_units_of_its_own() -> None:
    plan = read(
        "五、做好农业工作",
        "（一）抓好粮食生产（市农业农村局牵头，市财政局配合）",
        "1.稳定面积。",
        "2.提高单产，6月底前出台办法。",
        "（二）抓好畜牧业（市畜牧局负责）",
        "1.发展生猪。",
        "2.发展肉牛。（市商务局负责）",
    )
    assert shown(plan) == [
        ("抓好粮食生产", "市农业农村局+ 市财政局"),
        ("发展生猪", "市畜牧局+"),
        ("发展肉牛", "市商务局+"),
    ]
    first = plan.tasks[0]
    assert first.target == "1.稳定面积。2.提高单产，6月底前出台办法。"
    assert (first.source.first_line, first.source.last_line) == (5, 7)
    assert first.due.isoformat() == "2023-06-30"


def test_points_of_an_item_stay_in_it() -> None:
    plan = read(
        "一、做好农业工作",
        "1.抓好粮食生产。稳定面积。（市农业农村局牵头，市财政局配合）",
        "（1）稳定粮食面积300万亩。",
        "（2）年底前建成高标准农田10万亩。",
        "2.抓好畜牧业。（市畜牧局负责）",
    )
    assert [task.title for task in plan.tasks] == ["抓好粮食生产", "抓好畜牧业"]
    assert plan.tasks[0].target.endswith("（2）年底前建成高标准农田10万亩。")
    assert plan.tasks[0].due_basis == "text"


def test_a_heading_and_the_text_under_it_are_one_task() -> None:
    plan = read("二、做好教育工作（市教育局牵头）", "办好义务教育，年内新建学校3所以上。")
    assert shown(plan) == [("做好教育工作", "市教育局+")]
    assert plan.tasks[0].target == "办好义务教育，年内新建学校3所以上。"


def test_labels_that_close_a_section_are_those_of_all_its_items() -> None:
    plan = read(
        "一、文化工作",
        "（一）实施甲工程",
        "1.做甲事。",
        "2.做乙事。",
        "责任单位：市文旅局、市体育局",
        "（二）实施乙工程",
        "1.做丙事。",
        "2.做丁事。",
        "责任单位：市民政局",
    )
    assert shown(plan) == [("实施甲工程", "市文旅局+ 市体育局+"), ("实施乙工程", "市民政局+")]
    assert plan.tasks[0].target == "1.做甲事。2.做乙事。"


def test_bare_names_on_a_line_of_their_own() -> None:
    plan = read(
        "（一）培育数字经济",
        "建设数字园区1个。",
        "（区数据局、区工信局）",
        "（二）发展现代服务业；（区商务局牵头 区文旅局配合）",
    )
    assert shown(plan) == [
        ("培育数字经济", "区数据局+ 区工信局+"),
        ("发展现代服务业", "区商务局+ 区文旅局"),
    ]


def test_where_every_item_has_its_labels_one_without_is_no_task_and_is_said() -> None:
    plan = read(
        "一、主要目标",
        "1.地区生产总值增长6%左右。",
        "牵头单位：区发改局",
        "2.其他指标不低于全市平均水平。",
        "3.社会消费品零售总额增长9%左右。",
        "牵头单位：区商务局",
        "责任单位：各街道",
        "4.居民收入增长与经济增长同步。",
        "二、主要任务",
        "1.扩大投资。",
        "牵头单位：区发改局",
    )
    assert shown(plan) == [
        ("地区生产总值增长6%左右", "区发改局+"),
        ("社会消费品零售总额增长9%左右", "区商务局+ 各街道"),
        ("扩大投资", "区发改局+"),
    ]
    said = [[w for w in task.warnings if "未单列为事项" in w] for task in plan.tasks]
    sentence = "第{}行「{}」没有写责任单位，未单列为事项，请核对。"
    assert said == [
        [],
        [
            sentence.format(7, "2.其他指标不低于全市平均水平。"),
            sentence.format(11, "4.居民收入增长与经济增长同步。"),
        ],
        [],
    ]


def test_a_section_is_called_by_its_first_sentence_and_points_by_their_item() -> None:
    plan = read(
        "一、重点任务。坚持稳中求进工作总基调，全面落实各项部署，统筹发展和安全，抓好以下重点任务，确保完成。",
        "（一）加强基础设施",
        "1.建甲路。（市交通局）",
        "（二）发展产业。以项目为抓手，推动发展。",
        "1.工业",
        "（1）抓技改。（市工信局）",
        "（2）抓招商。（市商务局）",
        "2.农业",
        "（1）抓粮食。（市农业局）",
    )
    assert [(task.code, task.section, task.title) for task in plan.tasks] == [
        ("任务1.1.1", "加强基础设施", "建甲路"),
        ("任务2.1.1", "发展产业", "抓技改"),
        ("任务2.1.2", "发展产业", "抓招商"),
        ("任务2.2.1", "发展产业", "抓粮食"),
    ]

"""The papers, opened as files: every figure in them is the one that chat, JSON and the page give."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from docx import Document
from fontTools.ttLib import TTCollection
from matplotlib.text import Text
from noto_cjk_sans_otc import FONT_PATH

from bot import demo
from bot.board import board
from bot.channels.web.board import page
from bot.exports import as_data
from bot.papers import bulletin, chart, ledger
from bot.papers.issue import gather
from bot.papers.ledger import COLUMNS
from bot.papers.sheets import harmless
from domain.lights import Light
from domain.people import Address, Position, Post
from domain.reporting import Status
from handlers.status.freeze import load
from storage import people, reports
from tests.world import World

LIGHTS = [light.value for light in Light]


GROUPS = {
    # view of /status → the groups of the JSON, the 范围 of the ledger's figures
    "lists": ("lists", "清单"),
    "sections": ("sections", "章节"),
    "units": ("units", ""),
    "counties": ("counties", "县区"),
    "supervisors": ("supervisors", "分管领导"),
}


@pytest.fixture
def office() -> Iterator[World]:
    """The demo's people and three weeks of reports, an issue a month ago, and one of today."""
    world = World()
    demo.seed_people(world.tx, world.now, world.rules)
    world.later(days=-30)
    demo.seed_reports(world.tx, world.now, world.rules)
    world.reply("陈静", "看图")
    world.later(days=30)
    demo.seed_reports(world.tx, world.now, world.rules)
    world.reply("李敏", '政策35 =HYPERLINK("http://x")，完成60%')
    yield world
    world.close()


def sheet_rows(content: bytes, name: str) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))[name]
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]  # type: ignore[arg-type]


def test_every_figure_is_the_same_wherever_it_is_read(office: World) -> None:
    reply = office.reply("陈静", "台账")
    number = reply.data["number"]
    args = {"snapshot": number}
    snapshot = load(office.tx, number)
    assert snapshot is not None
    status = office.reply("陈静", "/status").data
    counts = {each["key"]: each["count"] for each in status["lights"]}
    assert sum(counts.values()) == status["total"] == 122
    assert round(sum(each["percent"] for each in status["paces"]), 6) == 100
    counted = {each["key"]: each["count"] for each in status["figures"]}

    # Chat text.
    text = office.says("陈静", "总体情况")
    assert [int(n) for n in re.findall(r"[红黄绿蓝灰] (\d+)", text)] == [counts[k] for k in LIGHTS]

    # JSON, of the snapshot.
    data = as_data(office.tx, snapshot, None)
    assert {each["key"]: each["count"] for each in data["figures"]} == counted
    for key in (*LIGHTS, "overdue", "unreported", "late"):
        assert sum(key in task["marks"] for task in data["tasks"]) == counted[key]
        assert sum(group[key] for group in data["lists"]) == counted[key]
        assert sum(group[key] for group in data["sections"]) == counted[key]

    # The ledger: its figures sheet, and its rows counted one by one.
    made = ledger.make(ledger.gather_ledger(office.tx, args))
    overall = sheet_rows(made.content, "统计")[0]
    words = {key: f"{Light(key).word}灯" for key in LIGHTS}
    assert {key: overall[words[key]] for key in LIGHTS} == counts
    assert (overall["总数"], overall["本期未报"]) == (122, counted["unreported"])
    assert overall["报送率%"] == status["percent"]
    lines = [
        row
        for name in ("主要任务", "政策", "事项", "项目")
        for row in sheet_rows(made.content, name)
    ]
    for key in LIGHTS:
        assert sum(row["状态灯"].endswith(Light(key).word) for row in lines) == counts[key]
    for pace in status["paces"]:
        assert sum(row["序时"] == pace["word"] for row in lines) == pace["count"]

    # The bulletin.
    paper = bulletin.make(bulletin.gather_bulletin(office.tx, args))
    document = Document(io.BytesIO(paper.content))
    body = "\n".join(paragraph.text for paragraph in document.paragraphs)
    told = "，".join(f"{Light(key).word}灯{counts[key]}项" for key in LIGHTS)
    assert told in body
    for pace in status["paces"]:
        assert f"{pace['word']}{pace['count']}项（{pace['percent']:g}%）" in body
    assert f"已报{status['reported']}项，报送率{status['percent']:g}%" in body
    cells = [row.cells[4].text for row in document.tables[0].rows[1:]]
    for key in LIGHTS:
        assert sum(cell.endswith(Light(key).word) for cell in cells) == counts[key]

    # The picture.
    texts = [each.get_text() for each in chart.draw(gather(office.tx, args)).findobj(Text)]
    for key in LIGHTS:
        at = texts.index(f"{Light(key).shape}{Light(key).word}灯")
        assert texts[at + 1] == str(counts[key])
    assert any(
        f"{status['reported']}/{status['owing']}（{status['percent']:g}%）" in t for t in texts
    )

    # The dashboard, live and of the issue.
    person = people.add_person(office.tx, "书记", office.now, office.now)
    people.bind(office.tx, Address("web", "v", "v"), person, office.now)
    people.add_post(office.tx, person, Post(Position.VIEWER))
    for issue in (None, number):
        html = page(board("v", None, issue, office.now, office.rules, office.tx))
        tiles = re.findall(r'class="tile (\w+)"[^>]*><span>[^<]*</span><b>(\d+)</b>', html)
        assert {key: int(count) for key, count in tiles} == counts
        for key, count in counts.items():
            shown = board("v", key, issue, office.now, office.rules, office.tx)
            assert shown is not None
            assert shown["shown"]["total"] == count == len(shown["shown"]["tasks"])


def table_of(office: World, view: str) -> dict[str, dict[str, int]]:
    """Name → its figures, from all pages of the view in chat."""
    found: dict[str, dict[str, int]] = {}
    page, pages = 1, 1
    while page <= pages:
        data = office.reply("陈静", f"/status {view} p{page}").data
        pages = data["pages"]
        found |= {line["name"]: line for line in data["lines"]}
        page += 1
    return found


@pytest.mark.parametrize("view", sorted(GROUPS))
def test_the_figures_of_each_part_are_the_same_wherever_they_are_read(
    office: World, view: str
) -> None:
    """Each list, section, unit, county and supervisor: in chat, JSON, xlsx and on the page, every key."""
    office.bind(
        "郑分管", Post(Position.SUPERVISOR, "市财政局"), Post(Position.SUPERVISOR, "市税务局")
    )
    number = office.reply("陈静", "台账").data["number"]
    snapshot = load(office.tx, number)
    assert snapshot is not None
    chat = table_of(office, view)
    key, kind = GROUPS[view]
    groups = {group["name"]: group for group in as_data(office.tx, snapshot, None)[key]}
    assert list(chat) == list(groups)
    keys = ("total", *LIGHTS, "reported", "unreported", "overdue", "done")
    for name, line in chat.items():
        assert {k: line[k] for k in keys} == {k: groups[name][k] for k in keys}, name

    # The ledger has every figure too; a unit's is split into what it leads and what it joins in.
    made = ledger.make(ledger.gather_ledger(office.tx, {"snapshot": number}))
    rows = [row for row in sheet_rows(made.content, "统计") if row["名称"]]
    words = {"total": "总数", "unreported": "本期未报", "reported": "本期已报", "overdue": "逾期"}
    words |= {light: f"{Light(light).word}灯" for light in LIGHTS}
    for name, group in groups.items():
        own = [
            row
            for row in rows
            if row["名称"] == name
            and (row["范围"] == kind if kind else str(row["范围"]).startswith("单位"))
        ]
        assert own, name
        for each, word in words.items():
            assert sum(row[word] for row in own) == group[each], (name, each)

    # The page, live and of the issue; it shows units as leading ones.
    shown = "leading" if view == "units" else key
    viewer = people.add_person(office.tx, "书记", office.now, office.now)
    people.bind(office.tx, Address("web", "v", "v"), viewer, office.now)
    people.add_post(office.tx, viewer, Post(Position.VIEWER))
    for issue in (None, number):
        data = board("v", None, issue, office.now, office.rules, office.tx)
        assert data is not None
        html = page(data)
        on_page = {group["name"]: group for group in data[shown]}
        wanted = as_data(office.tx, snapshot, None)[shown]
        assert data[shown] == wanted
        for group in wanted:
            cells = re.search(
                rf'<th class="name" scope="row"><a href="[^"]*">{re.escape(group["name"])}</a>.*?</tr>',
                html,
                re.DOTALL,
            )
            assert cells, group["name"]
            counts = re.findall(r">(\d+)</(?:a|span)>", cells[0].split("</th>", 1)[1])
            told = [group[k] for k in ("total", *LIGHTS, "reported", "unreported", "overdue")]
            assert [int(each) for each in counts] == told
            for each in ("red", "unreported"):
                opened = board(
                    "v", f"{each} {group['key']}", issue, office.now, office.rules, office.tx
                )
                assert opened is not None
                assert opened["shown"]["total"] == on_page[group["name"]][each], (
                    group["name"],
                    each,
                )


def test_supervisors_are_listed_in_the_order_of_the_plan(office: World) -> None:
    """Bound the other way round, and whoever is furthest behind is not put first."""
    for name, unit in (("末", "阳谷县人民政府"), ("中", "市水利局"), ("首", "市财政局")):
        office.bind(name, Post(Position.SUPERVISOR, unit))
    names = list(table_of(office, "supervisors"))
    places = [
        office.book.unit_ids[name.split("（")[1].split("）")[0].split("、")[0]] for name in names
    ]
    assert places == sorted(places)
    assert len(names) == 5
    for question in ("哪个分管领导红灯最多", "分管领导排名", "各包抓领导情况", "哪位领导最慢"):
        reply = office.reply("陈静", question)
        assert (reply.template, reply.data["title"]) == ("status_table", "按分管"), question
        assert [line["name"] for line in reply.data["lines"]] == names


_ASKED = {
    "陈静": (
        "/status",
        "/status 政策",
        "/status 市财政局",
        "/status units",
        "/status counties",
        "/status sections p2",
        "/status lists",
        "/status supervisors",
        "哪些单位有红灯",
        "逾期最多的五家",
        "本周哪些单位没报",
        "哪个县区红灯最多",
        "教育方面的情况",
        "单位排名",
    ),
    "李敏": ("/status", "/status lists", "/status sections", "/status units"),
    "周正": ("/status", "/status 政策"),
    "钱进": ("/status", "/status units"),
}


@pytest.mark.parametrize("person", sorted(_ASKED))
def test_every_figure_in_chat_opens_into_as_many_tasks(office: World, person: str) -> None:
    for question in _ASKED[person]:
        opened = 0
        for row in office.reply(person, question).buttons:
            for button in row:
                if count := re.search(r" (\d+)$", button.label):
                    shown = office.reply(person, button.command)
                    assert shown.data["total"] == int(count[1]), (question, button)
                    opened += 1
        assert opened, question


def test_a_paper_of_one_unit_shows_nothing_of_another(office: World) -> None:
    reply = office.reply("李敏", "台账")
    (paper,) = reply.papers
    assert paper.args["units"] == ["市科技局"]
    made = ledger.make(ledger.gather_ledger(office.tx, paper.args))
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    codes = {
        row[1]
        for name in ("主要任务", "政策", "事项")
        for row in book[name].iter_rows(2, values_only=True)
    }
    assert codes == {task.code for task in office.book.by_unit["市科技局"]}
    assert {row["单位"] for row in sheet_rows(made.content, "进展")} == {"市科技局"}
    units = [
        row["名称"]
        for row in sheet_rows(made.content, "统计")
        if str(row["范围"]).startswith("单位")
    ]
    assert set(units) == {"市科技局"}


def test_what_a_unit_writes_cannot_run_in_a_spreadsheet(office: World) -> None:
    made = ledger.make(
        ledger.gather_ledger(office.tx, {"snapshot": office.reply("陈静", "台账").data["number"]})
    )
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    for sheet in book:
        for row in sheet.iter_rows(2):
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "@", "|")), cell.value
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        for name in archive.namelist():
            if "worksheets/sheet" in name:
                assert b"<f>" not in archive.read(name)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "|cmd", "%0A"])
def test_text_that_looks_like_a_formula_is_disarmed(text: str) -> None:
    assert harmless(text) == f" {text}"


def test_text_that_no_cell_takes_is_cut_down_to_what_it_takes() -> None:
    assert harmless("好\x00\x0b的") == "好的"
    assert len(harmless("好" * 40_000)) == 32_000


def test_the_ledger_has_filters_frozen_panes_and_colours(office: World) -> None:
    made = ledger.make(ledger.gather_ledger(office.tx, {"snapshot": 1}))
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book.sheetnames == ["主要任务", "政策", "事项", "项目", "进展", "统计"]
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref.startswith("A1:")
    assert [cell.value for cell in book["政策"][1]] == [column.name for column in COLUMNS]
    rules = [rule for area in book["政策"].conditional_formatting for rule in area.rules]
    assert len(rules) == len(Light)


def test_the_bulletin_says_only_what_was_reported(office: World) -> None:
    office.reply("王建国", "事项28 完成10%，因征地拆迁未完成导致进度滞后")
    number = office.reply("陈静", "通报").data["number"]
    data = bulletin.gather_bulletin(office.tx, {"snapshot": number, "office": "聊城市政府督查室"})
    document = Document(io.BytesIO(bulletin.make(data).content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert f"第{number}期" in lines
    assert any("聊城市政府督查室" in line for line in lines)
    first = [line for line in lines if re.match(r"[一二三四]、", line)]
    assert first == ["一、总体情况", "二、推进较好的事项", "三、滞后事项", "四、工作要求"]
    red = [line.task.code for line in data[0].snapshot.lines if "red" in line.marks]
    told = {code: next(line for line in lines if f". {code} " in line) for code in red}
    assert "征地拆迁" in told["事项28"]
    assert "原因：" in told["事项28"]
    never = [line.task.code for line in data[0].snapshot.lines if line.report is None]
    for code in set(red) & set(never):
        assert told[code].endswith("从未报过进展。未说明原因。")


def test_the_bulletin_is_laid_out_as_an_official_paper(office: World) -> None:
    made = bulletin.make(bulletin.gather_bulletin(office.tx, {"snapshot": 1}))
    section = Document(io.BytesIO(made.content)).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(size.mm) for size in sizes if size is not None] == [210, 297, 37, 28]
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        xml = archive.read("word/document.xml").decode()
        fonts = archive.read("word/fontTable.xml").decode()
        footers = [archive.read(n).decode() for n in archive.namelist() if "word/footer" in n]
        settings = archive.read("word/settings.xml").decode()
    for name in ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"):
        assert f'w:eastAsia="{name}"' in xml
        assert f'w:name="{name}"><w:altName' in fonts
    assert all(">PAGE<" in footer for footer in footers)
    assert len(footers) == 2
    assert "w:evenAndOddHeaders" in settings
    assert "E60012" in xml
    plain = bulletin.make(bulletin.gather_bulletin(office.tx, {"snapshot": 1, "red_head": False}))
    with zipfile.ZipFile(io.BytesIO(plain.content)) as archive:
        assert "E60012" not in archive.read("word/document.xml").decode()


def test_every_character_of_the_picture_is_in_the_packaged_font(office: World) -> None:
    """Warnings are errors here, so a glyph that is missing when drawn fails as well."""
    known = TTCollection(str(FONT_PATH)).fonts[2].getBestCmap()
    for units in ([], ["市孔繁森精神教学基地(孔繁森同志纪念馆)"]):
        issue = gather(
            office.tx, {"snapshot": office.reply("陈静", "看图").data["number"], "units": units}
        )
        figure = chart.draw(issue)
        said = {char for each in figure.findobj(Text) for char in each.get_text()}
        assert not [char for char in said if ord(char) not in known]
        assert chart.make(issue).content.startswith(b"\x89PNG")
    # Nor may any name in the plan be without its glyphs.
    names = "".join(office.book.unit_ids) + "".join(task.section for task in office.book.tasks)
    assert not [char for char in names if ord(char) not in known]


def test_colours_are_never_alone(office: World) -> None:
    figure = chart.draw(gather(office.tx, {"snapshot": 1}))
    texts = [each.get_text() for each in figure.findobj(Text)]
    for light in Light:
        assert f"{light.shape}{light.word}灯" in texts
    assert len({light.shape for light in Light}) == len(Light)


def test_the_trend_has_a_point_for_each_month(office: World) -> None:
    number = office.reply("陈静", "看图").data["number"]
    texts = [
        t.get_text() for t in chart.draw(gather(office.tx, {"snapshot": number})).findobj(Text)
    ]
    assert "25年5月" in texts
    assert "25年6月" in texts


def test_an_office_without_any_report_still_gets_its_papers(world: World) -> None:
    number = world.reply("陈静", "看图").data["number"]
    for kind in (chart.CHART, ledger.LEDGER, bulletin.BULLETIN):
        made = kind.make(kind.gather(world.tx, {"snapshot": number}))
        assert made.content


def test_a_withdrawn_report_is_not_in_a_later_ledger_and_still_in_the_earlier(world: World) -> None:
    number = reports.add(
        world.tx,
        code="政策35",
        unit="市科技局",
        person_id=1,
        text="先报的话",
        status=Status.IN_PROGRESS,
        percent=10,
        now=world.now,
    )
    first = world.reply("陈静", "台账").data["number"]
    world.later(minutes=1)
    reports.withdraw(world.tx, number, world.now)
    second = world.reply("陈静", "台账").data["number"]
    texts = [
        [
            row["进展"]
            for row in sheet_rows(
                ledger.make(ledger.gather_ledger(world.tx, {"snapshot": n})).content, "进展"
            )
        ]
        for n in (first, second)
    ]
    assert texts == [["先报的话"], []]


def test_the_ledger_says_who_reported_for_whom(world: World) -> None:
    world.bind("王芳", Post(Position.SUPERVISOR, "市科技局"))
    world.says("李敏", "休假至6月24日 由王芳代")
    world.says("王芳", "政策35 完成70%")
    number = world.reply("陈静", "台账").data["number"]
    content = ledger.make(ledger.gather_ledger(world.tx, {"snapshot": number})).content
    (row,) = sheet_rows(content, "进展")
    assert row["报告人"] == "王芳（代李敏）"
    remarks = [each["备注"] for each in sheet_rows(content, "政策") if each["编号"] == "政策35"]
    assert "王芳（代李敏）报" in remarks[0]

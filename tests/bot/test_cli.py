"""The commands as a shell runs them."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from domain.plan import TaskList
from tests.standins.telegram import BotApiStandIn

ROOT = Path(__file__).parent.parent.parent


async def duban(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
    """Run `duban …`: status, what it printed, what it complained."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *arguments),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate(stdin.encode())
    return process.returncode or 0, out.decode(), err.decode()


def config(folder: Path, more: str = "") -> str:
    file = folder / "config.toml"
    file.write_text(f'[storage]\npath = "x.sqlite3"\n{more}', encoding="utf-8")
    return str(file)


async def test_seed_show_prints_the_format_other_programs_read() -> None:
    status, out, _ = await duban("seed", "show", "--json")
    tasks = json.loads(out)
    assert status == 0
    assert len(tasks) == 122
    assert {task["list"] for task in tasks} == {each.value for each in TaskList}
    keys = "code list section category title target units territories milestones due due_basis"
    assert set(tasks[0]) == {*keys.split(), "metrics", "source", "warnings"}
    assert tasks[0]["units"][0] == {"name": "市科技局", "role": "lead"}
    assert len({unit["name"] for task in tasks for unit in task["units"]}) == 55


async def test_chat_on_the_console_numbers_the_buttons() -> None:
    lines = "我的任务\n5\n政策35 完成60%\n1\n"
    status, out, _ = await duban("chat", "--as", "市科技局", stdin=lines)
    assert status == 0
    assert "11项" in out
    assert "5. 政策35" in out
    assert "回复 1 撤销" in out
    assert "已撤销 政策35" in out


async def test_chat_as_nobody_is_explained() -> None:
    status, _, err = await duban("chat", "--as", "天文局")
    assert status == 1
    assert "没有单位「天文局」" in err


async def test_people_are_imported_once_and_mistakes_stop_all(tmp_path: Path) -> None:
    where = config(tmp_path)
    good = tmp_path / "good.csv"
    good.write_text(
        "\ufeffname,unit,position,channel,account\n李敏,市科技局,联络员,telegram,1\n"
        "李敏,市民政局,liaison,telegram,1\n赵,*,督查员,telegram,2\n",
        encoding="utf-8",
    )
    assert (await duban("people", "import", str(good), "--config", where))[1].startswith(
        "新增 2 人，3 个"
    )
    assert (await duban("people", "import", str(good), "--config", where))[1].startswith(
        "新增 0 人，0 个"
    )
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "name,unit,position,channel,account\n王,市科技局,联络员,telegram,9\n"
        ",市科技局,联络员,telegram,3\n张,市科技,联络员,telegram,4\n张,市科技局,队长,telegram,5\n"
        "张,市科技局,联络员,qq,6\n张,市科技局,联络员,telegram,\n",
        encoding="utf-8",
    )
    status, _, err = await duban("people", "import", str(bad), "--config", where)
    assert status == 1
    assert [line for line in err.splitlines() if line.startswith("第")] == [
        "第3行：没有姓名",
        "第4行：没有单位「市科技」，是不是 市科技局、市科协",
        "第5行：不认识的职务「队长」，可用：联络员、分管领导、督查员、管理员、领导",
        "第6行：不认识的渠道「qq」，可用：telegram、wecom、web、console",
        "第7行：没有账号",
    ]
    _, out, _ = await duban("status", "--json", "--config", where)
    assert json.loads(out)["total"] == 122
    assert (await duban("audit", "verify", "--config", where))[:2] == (0, "审计链完好。\n")


async def test_doctor_finds_what_is_wrong(tmp_path: Path) -> None:
    async with BotApiStandIn() as api:
        telegram = f'[telegram]\ntoken = "{api.token}"\napi_base = "{api.base}"\n[web]\nport = 0\n'
        status, out, _ = await duban("doctor", "--config", config(tmp_path, telegram))
        assert status == 0
        assert "✓ Telegram 令牌有效" in out
        assert "! [access] admins 为空" in out
        wrong = telegram.replace(api.token, "1:wrong")
        status, out, err = await duban("doctor", "--config", config(tmp_path, wrong))
        assert status == 1
        assert "✗ Telegram：令牌无效" in out
        assert "1:wrong" not in out + err
    assert (await duban("doctor", "--config", "nowhere.toml"))[0] == 1


async def test_a_rehearsal_prints_a_line_for_each_message(tmp_path: Path) -> None:
    where = config(tmp_path)
    file = tmp_path / "people.csv"
    file.write_text(
        "name,unit,position,channel,account\n李敏,市科技局,联络员,telegram,1\n"
        "周正,市科技局,分管领导,telegram,2\n赵卫东,*,督查员,telegram,3\n",
        encoding="utf-8",
    )
    await duban("people", "import", str(file), "--config", where)
    span = ("--from", "2025-12-24", "--to", "2026-01-12")
    status, out, err = await duban("rehearse", "--config", where, *span, "--jsonl")
    assert (status, err) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    assert all(set(line) == {"at", "to", "channel", "kind", "stage", "tasks"} for line in lines)
    stages = [line["stage"] for line in lines if line["to"] == "1"]
    assert stages == ["T-7", "T-3", "T-1", "T", "T+1", "T+3", "T+7"]
    assert [line["kind"] for line in lines if line["to"] == "2"] == ["escalation"] * 2
    assert lines[0]["at"] == "2025-12-24T08:51+08:00"
    again = await duban("rehearse", "--config", where, *span, "--jsonl")
    assert again[1] == out  # it changed nothing
    assert "每人：李敏 7" in (await duban("rehearse", "--config", where, *span))[1]
    (tmp_path / "new.toml").write_text(
        '[storage]\npath = "x.sqlite3"\n[ladder]\npreset = "三明"\n', encoding="utf-8"
    )
    new = str(tmp_path / "new.toml")
    _, out, _ = await duban("rehearse", "--config", new, "--against", where, *span, "--jsonl")
    assert {json.loads(line)["change"] for line in out.splitlines()} == {"+", "-"}
    status, _, err = await duban("rehearse", "--config", where, "--from", "明天")
    assert status == 1
    assert "--from 要写成" in err


async def test_run_without_any_channel_says_so(tmp_path: Path) -> None:
    status, _, err = await duban("run", "--config", config(tmp_path, "[web]\nenabled = false\n"))
    assert status == 1
    assert "没有启用任何渠道" in err


async def test_understand_answers_every_line() -> None:
    line = json.dumps({"id": 7, "text": "政策12完成60%", "today": "2025-06-18"})
    status, out, _ = await duban("understand", "--jsonl", stdin=line + "\n")
    assert status == 0
    answer = json.loads(out)
    assert answer["id"] == 7
    assert (answer["frame"]["task"], answer["frame"]["percent"]) == ("政策12", 60)
    assert "政策12" in (await duban("understand", "政策12完成60%"))[1]


async def test_a_second_version_shows_its_difference_and_then_takes_it(tmp_path: Path) -> None:
    where = config(tmp_path)
    shipped = ROOT / "seed" / "liaocheng_2023"
    first = tmp_path / "第一版.txt"
    first.write_text((shipped / "document.txt").read_text(encoding="utf-8"), encoding="utf-8")
    status, out, err = await duban("seed", "import", str(first), "--config", where)
    assert (status, err) == (0, "")
    assert "122 项任务，55 个单位" in out
    assert "将写入 122 项" in out
    text = first.read_text(encoding="utf-8").replace("2025年达到100万亩", "2025年达到120万亩")
    second = tmp_path / "第二版.txt"
    second.write_text(text, encoding="utf-8")
    _, out, _ = await duban("seed", "import", str(second), "--config", where, "--dry-run")
    assert "新增 0，修改 1，撤销 0，不变 121" in out
    assert "~ 事项24 目标" in out
    assert "没有写入" in out
    assert "已写入" in (await duban("seed", "import", str(second), "--config", where))[1]
    assert "没有变化" in (await duban("seed", "import", str(second), "--config", where))[1]


async def test_another_plan_stands_beside_the_first_under_its_mark(tmp_path: Path) -> None:
    main = ROOT / "seed/liaocheng_2023/document.txt"
    other = tmp_path / "要点.txt"
    other.write_text(
        "聊政办字〔2025〕9号\n聊城市2025年工作要点\n序号\t工作任务\t责任单位\n1\t建成公园10座\t市城管局\n",
        encoding="utf-8",
    )
    place = ("--config", config(tmp_path))
    assert (await duban("seed", "import", str(main), *place))[0] == 0
    status, out, _ = await duban("seed", "import", str(other), *place, "--mark", "营商")
    assert status == 0
    assert "编号前加「营商」（如 营商事项1）" in out
    _, again, _ = await duban("seed", "import", str(other), *place)
    assert "没有变化" in again
    status, _, err = await duban("seed", "import", str(other), *place, "--mark", "事项")
    assert (status, err.count("\n")) == (1, 1)
    assert "不能作代号" in err


async def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "清单.xlsx"
    file.write_bytes(b"PK\x03\x04 broken")
    for command in (("seed", "show"), ("seed", "import", "--config", config(tmp_path))):
        status, out, err = await duban(*command, str(file))
        assert (status, out) == (1, "")
        assert err == "这个 .xlsx 文件已损坏，打不开；请重新另存一份再发。\n"
    assert not (tmp_path / "x.sqlite3").exists()


async def test_papers_and_status_come_from_one_issue(tmp_path: Path) -> None:
    where = config(tmp_path)
    for kind, ending in (("ledger", "xlsx"), ("bulletin", "docx"), ("chart", "png")):
        out = tmp_path / f"paper.{ending}"
        status, said, err = await duban(
            "export", kind, "--config", where, "--out", str(out), "--now", "2025-06-18T09:00"
        )
        assert (status, err) == (0, "")
        assert "第1期" in said
        assert out.stat().st_size > 10_000
    status, out_text, _ = await duban(
        "status", "--json", "--config", where, "--now", "2025-06-18T09:00"
    )
    data = json.loads(out_text)
    assert status == 0
    assert data["total"] == 122 == sum(each["count"] for each in data["lights"])
    assert data["since"]["number"] == 1
    for words, says in (
        (("slides",), "没有「slides」"),
        (("chart", "--issue", "9"), "没有第9期"),
        (("chart", "--unit", "天文局"), "没有单位「天文局」"),
    ):
        status, _, err = await duban(
            "export", *words, "--config", where, "--out", str(tmp_path / "x")
        )
        assert status == 1
        assert says in err


async def test_what_the_keyboard_can_mend_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "torn.sqlite3").write_text("no database at all", encoding="utf-8")
    torn = tmp_path / "torn.toml"
    torn.write_text('[web]\nport = 0\n[storage]\npath = "torn.sqlite3"\n', encoding="utf-8")
    lost = tmp_path / "lost.toml"
    lost.write_text(
        '[web]\nport = 0\n[plan]\nfile = "no.txt"\n[storage]\npath = "y.sqlite3"\n',
        encoding="utf-8",
    )
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"# \xb6\xbd\xb0\xec\n")
    for command, file, words in (
        ("run", torn, "不是数据库"),
        ("doctor", torn, "不是数据库"),
        ("status", lost, "没有找到"),
        ("doctor", lost, "没有找到"),
        ("run", latin, "不是 UTF-8"),
    ):
        status, out, err = await duban(command, "--config", str(file))
        assert status == 1, (file, command)
        assert words in out + err
        assert "Traceback" not in out + err


async def test_wrong_values_of_a_configuration_are_told_in_chinese(tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(
        '[telegram]\nmode = "push"\n[web]\nport = "abc"\n[access]\nadmins = ["zhang"]\n'
        '[time]\nquiet_hours = ["25:00", "08:00"]\nzone = "Asia/Xx"\ndaily_cap = 99\n'
        "[cycle]\nlists = { '杂项' = 'weekly' }\n[tme]\n",
        encoding="utf-8",
    )
    status, _, err = await duban("doctor", "--config", str(file))
    assert status == 1
    assert err.splitlines()[1:] == [
        "  telegram.mode：只能是 'polling'、'webhook'",
        "  web.port：要写成整数",
        "  access.admins：「zhang」要写成 渠道:账号，如 telegram:1001",
        "  time.zone：没有时区「Asia/Xx」，请写 Asia/Shanghai 这样的",
        '  time.quiet_hours.0：要写成引号里的时间，如 "08:30"',
        "  time.daily_cap：不能大于 10",
        "  cycle.lists：没有清单「杂项」，可用：主要任务、政策、事项、项目",
        "  tme：没有这一项，请核对拼写（可用：telegram、wecom、robots、web、access、storage、plan、"
        "status、time、ladder、cycle）",
    ]


async def test_a_csv_as_offices_save_it_is_read_and_slips_are_named(tmp_path: Path) -> None:
    where = config(tmp_path)
    file = tmp_path / "people.csv"
    file.write_bytes(
        "姓名,单位,职务,渠道,账号\r\n李敏,市科技局,联络员,telegram,1\r\n".encode("gb18030")
    )
    done, out, _ = await duban("people", "import", str(file), "--config", where)
    assert (done, out) == (0, "新增 1 人，1 个身份。\n")
    file.write_text(
        "name,unit,position,channel,account\n张,*,联络员,wecom,zhang\n王,市科技局,管理员,wecom,wang\n"
        "赵,,督查员,wecom,zhao\n李,市科技局,联络员,telegram,@li\n"
        "钱,市科技局,联络员,wecom,qian\n孙,市财政局,联络员,wecom,Qian\n",
        encoding="utf-8",
    )
    status, _, err = await duban("people", "import", str(file), "--config", where)
    assert status == 1
    assert err.splitlines()[1:] == [
        "第2行：联络员要写单位，不能写 *",
        "第3行：管理员管全部单位，单位请写 *",
        "第4行：没有单位（管全部单位的写 *）",
        "第5行：Telegram 账号是一串数字，不是「@li」；不知道的话请本人用邀请码绑定",
        "第7行：这个账号前面写的是「钱」，一个账号只能是一个人",
    ]
    file.write_bytes(bytes(range(256)) * 9)
    status, _, err = await duban("people", "import", str(file), "--config", where)
    assert status == 1
    assert "不是文本文件" in err


async def test_lines_that_are_no_json_and_papers_of_the_chat_are_refused(tmp_path: Path) -> None:
    for line in ('{"id": 1', "[1]"):
        status, _, err = await duban("understand", "--jsonl", stdin=line + "\n")
        assert (status, "第1行读不懂" in err) == (1, True)
    status, _, err = await duban("export", "listing", "--out", str(tmp_path / "x"))
    assert (status, err) == (1, "没有「listing」，可用：ledger、bulletin、chart。\n")
    status, _, err = await duban("export", "ledger", "--out", str(tmp_path))
    assert (status, "是文件夹" in err) == (1, True)


async def test_one_database_is_for_one_program_that_sends(tmp_path: Path) -> None:
    where = config(tmp_path, "[web]\nport = 0\n")
    first = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", where),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    assert first.stderr is not None
    try:
        async with asyncio.timeout(30):
            while b'"running"' not in (line := await first.stderr.readline()):
                assert line, "it ended before it ran"
        for command in (["run"], ["chat", "--as", "管理员"]):
            status, _, err = await duban(*command, "--config", where)
            assert (status, "另一个督办正在用" in err) == (1, True)
        assert (await duban("status", "--json", "--config", where))[0] == 0
    finally:
        first.kill()
        await first.wait()
    status, out, _ = await duban("chat", "--as", "管理员", "--config", where, stdin="邀请 管理员\n")
    assert (status, "邀请码（管理员）" in out) == (0, True)


async def test_what_keeps_a_webhook_from_working_is_told(tmp_path: Path) -> None:
    where = config(
        tmp_path,
        '[web]\nport = 0\n[telegram]\ntoken = "1:a"\napi_base = "http://127.0.0.1:9"\n'
        'mode = "webhook"\nwebhook_url = "http://x"\nwebhook_secret = "a b"\n',
    )
    for command in ("doctor", "run"):
        status, out, err = await duban(command, "--config", where)
        assert status == 1
        assert "需要 https:// 开头" in out + err
        assert "webhook_secret 只能用" in out + err

"""[ladder] and [cycle]: the standard, the presets that we ship, and what is wrong in plain words."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.ladder_settings import preset_names, read_preset
from bot.settings import BadConfig, Settings, load_settings
from domain.cycles import Every, read_rhythm
from domain.ladder import STANDARD
from domain.people import Position


def configured(folder: Path, text: str) -> Settings:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def test_without_a_word_the_standard_ladder_and_monthly_rounds_hold() -> None:
    rules = Settings().rules()
    assert rules.ladder == STANDARD
    assert rules.cycles.general == read_rhythm("monthly:25")
    assert set(rules.presets) == set(preset_names())


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_climbs_and_names_its_source(name: str) -> None:
    file = Path(__file__).parents[2] / "bot" / "presets" / f"{name}.toml"
    assert "# Source: http" in file.read_text(encoding="utf-8")
    ladder = read_preset(name).ladder.ladder()
    positions = {position for step in ladder.steps for position in step.to}
    assert positions == {Position.LIAISON, Position.SUPERVISOR, Position.COORDINATOR}
    assert all(step.tone for step in ladder.steps)
    assert ladder.repeat


WHOLE_YEAR = [(date(2025, 1, 1) + timedelta(days=n)).isoformat() for n in range(365)]


def test_a_preset_takes_the_place_of_the_rungs(tmp_path: Path) -> None:
    rules = configured(tmp_path, '[ladder]\npreset = "三明"\n').rules()
    assert [step.tone for step in rules.ladder.steps] == ["蓝", "蓝", "橙", "红"]
    assert "三明" not in rules.presets
    ouhai = configured(tmp_path, '[ladder]\npreset = "瓯海"\n').rules()
    assert ouhai.cycles.general.day == 28
    assert ouhai.cycle_day == 28  # and the status names the same day
    own = tmp_path / "own.toml"
    own.write_text("[ladder]\nrungs = [{ at = 2 }]\nrepeat = []\n", encoding="utf-8")
    assert len(configured(tmp_path, '[ladder]\npreset = "own.toml"\n').rules().ladder.steps) == 1


def test_rounds_by_list_and_task(tmp_path: Path) -> None:
    text = '[cycle]\nevery = "quarterly:20"\nlists = { "项目" = "weekly:2" }\ntasks = { "政策12" = "xun" }\n'
    cycles = configured(tmp_path, text).rules().cycles
    assert [rhythm.every for rhythm in cycles.rhythms()] == [Every.QUARTER, Every.WEEK, Every.XUN]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[ladder]\npreset = "火星"\n', "可用：三明"),
        ("[ladder]\nrungs = [{ at = 1 }, { at = 1 }]\n", "ladder.rungs"),
        ("[ladder]\nrungs = []\n", "ladder.rungs"),
        ('[ladder]\nrungs = [{ at = 1, to = ["boss"] }]\n', "ladder.rungs.0.to"),
        ("[ladder]\nrepeat = [0]\n", "ladder.repeat"),
        ('[cycle]\nevery = "daily"\n', "cycle.every"),
        ('[cycle]\nlists = { "表" = "weekly" }\n', "cycle.lists"),
        ('[cycle]\ntasks = { "政策1" = "weekly:9" }\n', "cycle.tasks"),
        ('[cycle]\ntasks = { "政策1" = "monthly:0" }\n', "里没有这一天"),
        ("[time]\ndaily_cap = 0\n", "time.daily_cap"),
        (
            '[time]\nquiet_hours = ["12:00", "00:00"]\nlunch = ["00:00", "12:00"]\n',
            "quiet_hours 和 lunch 占满了一整天",
        ),
        (
            f"[time]\nextra_holidays = [{', '.join(WHOLE_YEAR)}]\n",
            "extra_holidays 让2025年没有一个工作日",
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadConfig) as raised:
        configured(tmp_path, text)
    assert says in str(raised.value)

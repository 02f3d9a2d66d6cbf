"""`duban people import`: a CSV of name,unit,position,channel,account → people who are bound."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from domain.people import ALL_UNITS, FOR_ALL_UNITS, POSITION_WORDS, Address, Position, Post
from domain.planbook import PlanBook
from domain.rules import Rules
from storage import people
from storage.database import Transaction
from storage.journal import audit

COLUMNS = ("name", "unit", "position", "channel", "account")
IN_CHINESE = {
    "姓名": "name",
    "单位": "unit",
    "职务": "position",
    "渠道": "channel",
    "账号": "account",
}
FOR_ONE_UNIT = (Position.LIAISON, Position.SUPERVISOR)
CHANNELS = ("telegram", "wecom", "web", "console")


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    name: str
    post: Post
    channel: str
    account: str


class BadPeople(Exception):
    """The file cannot be taken; the text has one line per mistake, and nothing was stored."""


def decoded(content: bytes) -> str:
    """The text of a CSV: UTF-8, or GB 18030 as Excel and WPS save it here."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadPeople("这不是文本文件，请在 Excel 或 WPS 里另存为 CSV 再导入。")


def read_people(text: str, book: PlanBook) -> list[Row]:
    """All rows of the file, or BadPeople with every mistake in it."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    heads = [head.strip() for head in reader.fieldnames or ()]
    reader.fieldnames = [IN_CHINESE.get(head, head.lower()) for head in heads]
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise BadPeople(f"缺少列：{'、'.join(missing)}（第一行要有 {','.join(COLUMNS)}）")
    rows: list[Row] = []
    mistakes: list[str] = []
    names: dict[tuple[str, str], str] = {}
    for line, fields in enumerate(reader, 2):
        cells = {column: (fields[column] or "").strip() for column in COLUMNS}
        if not any(cells.values()):
            continue
        found = _read_row(line, cells, book)
        if isinstance(found, str):
            mistakes.append(f"第{line}行：{found}")
        elif names.setdefault((found.channel, found.account), found.name) != found.name:
            other = names[found.channel, found.account]
            mistakes.append(f"第{line}行：这个账号前面写的是「{other}」，一个账号只能是一个人")
        else:
            rows.append(found)
    if mistakes:
        raise BadPeople("\n".join(mistakes))
    return rows


def _read_row(line: int, cells: dict[str, str], book: PlanBook) -> Row | str:
    if not cells["name"]:
        return "没有姓名"
    position = next(
        (p for p, word in POSITION_WORDS.items() if cells["position"] in (p.value, word)), None
    )
    if position is None:
        return f"不认识的职务「{cells['position']}」，可用：{'、'.join(POSITION_WORDS.values())}"
    if position in FOR_ONE_UNIT and cells["unit"] == ALL_UNITS:
        return f"{position.word}要写单位，不能写 *"
    if position in FOR_ALL_UNITS and cells["unit"] != ALL_UNITS:
        return f"{position.word}管全部单位，单位请写 *"
    if not cells["unit"]:
        return "没有单位（管全部单位的写 *）"
    unit = ALL_UNITS if cells["unit"] == ALL_UNITS else book.unit(cells["unit"])
    if unit is None or unit in book.collectives:
        near = "、".join(book.near(cells["unit"]))
        return f"没有单位「{cells['unit']}」" + (f"，是不是 {near}" if near else "")
    if cells["channel"] not in CHANNELS:
        return f"不认识的渠道「{cells['channel']}」，可用：{'、'.join(CHANNELS)}"
    if not cells["account"]:
        return "没有账号"
    account = cells["account"]
    if cells["channel"] == "wecom":  # its accounts know no case
        account = account.lower()
    if cells["channel"] == "telegram" and not (account.isascii() and account.isdigit()):
        return f"Telegram 账号是一串数字，不是「{account}」；不知道的话请本人用邀请码绑定"
    return Row(line, cells["name"], Post(position, unit), cells["channel"], account)


def save_people(tx: Transaction, rows: list[Row], now: datetime, rules: Rules) -> tuple[int, int]:
    """Bind everybody; (new people, posts added). The same file again adds nothing."""
    added = posts = 0
    for row in rows:
        known = people.by_account(tx, row.channel, row.account)
        if known is None:
            digest_at = rules.next_digest(now, today_is_done=False)
            person_id = people.add_person(tx, row.name, now, digest_at)
            address = Address(row.channel, row.account, row.account)
            people.bind(tx, address, person_id, now)
            added += 1
        else:
            person_id = known.id
        if people.add_post(tx, person_id, row.post):
            posts += 1
            audit(tx, now, 0, "people.import", str(person_id), unit=row.post.unit, line=row.line)
    return added, posts

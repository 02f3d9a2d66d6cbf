"""The dashboard over a real socket: signed in or not, the whole plan or one's own unit."""

from __future__ import annotations

import re
from pathlib import Path

import aiohttp

from domain.people import Address, Position, Post
from storage import people
from storage.database import Transaction
from tests.web.test_web import Site, site
from tests.world import START


async def read(place: Site, persona: str | None, path: str = "/board") -> tuple[int, str]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        await session.get(f"{place.url}/")
        if persona:
            await session.post(f"{place.url}/persona/{persona}")
        async with session.get(f"{place.url}{path}") as response:
            assert response.headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            return response.status, await response.text()


async def test_who_is_not_bound_or_forges_a_session_sees_one_sentence(tmp_path: Path) -> None:
    async with site(tmp_path, personas=()) as place:
        for cookies in ({}, {"duban_session": "demo-admin.x.y"}):
            async with (
                aiohttp.ClientSession(cookies=cookies) as session,
                session.get(f"{place.url}/board") as response,
            ):
                text = await response.text()
                assert response.status == 403
                assert "您还没有绑定身份" in text
                assert "政策" not in text


async def test_an_overseer_sees_all_and_opens_every_figure(tmp_path: Path) -> None:
    async with site(tmp_path) as place:
        status, html = await read(place, "admin")
        assert status == 200
        assert "共122项" in html
        assert "style=" not in html  # the page's own policy allows no inline style
        assert "<script>" not in html
        links = re.findall(r'href="(/board\?show=[^"]*)">(\d+)</a>', html)
        assert len(links) > 100
        for link, count in links[::23]:
            _, opened = await read(place, "admin", link.replace("&amp;", "&"))
            assert opened.count("<article>") == int(count), link


async def test_a_liaison_sees_only_the_own_unit(tmp_path: Path) -> None:
    async with site(tmp_path) as place:
        status, html = await read(place, "keji")
        assert status == 200
        assert "共11项" in html
        assert "东阿县人民政府" not in html
        assert "按县区" not in html
        links = re.findall(r'href="(/board\?show=[^"]*)">(\d+)</a>', html)
        assert len(links) > 20
        for link, count in links:
            _, opened = await read(place, "keji", link.replace("&amp;", "&"))
            assert opened.count("<article>") == int(count), link
        for show in ("u2", "red u3", "lead u18", "政策", "~交通"):
            _, opened = await read(place, "keji", f"/board?show={show}")
            codes = re.findall(r"</span> (\S+) ", opened)
            own = {
                "任务1.1",
                "任务1.2",
                "任务1.3",
                "政策2-1",
                "政策35",
                "政策36",
                "政策38",
                "政策39",
            }
            assert {code for code in codes if code.startswith(("任务", "政策"))} <= own


async def test_a_viewer_sees_it_and_can_do_nothing_with_it(tmp_path: Path) -> None:
    async with site(tmp_path) as place:

        def bind(tx: Transaction) -> None:
            number = people.add_person(tx, "孙书记", START, START)
            people.bind(tx, Address("web", "demo-keji2", "demo-keji2"), number, START)
            people.add_post(tx, number, Post(Position.VIEWER))

        await place.app.database.write(bind)
        _, html = await read(place, "admin")
        assert "<form" not in html
        async with aiohttp.ClientSession() as session, session.post(f"{place.url}/board") as answer:
            assert answer.status == 405


async def test_what_makes_no_sense_shows_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    async with site(tmp_path) as place:
        for query in (
            "?show=<script>alert(1)</script>",
            "?issue=99",
            "?issue=x",
            "?show=" + "政" * 500,
        ):
            status, html = await read(place, "admin", "/board" + query)
            assert status == 200
            assert "<script>alert" not in html


async def test_an_issue_stays_what_it_was(tmp_path: Path) -> None:
    async with site(tmp_path) as place:
        from handlers.status.freeze import freeze

        await place.app.database.write(
            lambda tx: freeze(tx, place.app.clock.now(), place.app.rules, 0)
        )
        _, before = await read(place, "admin", "/board?issue=1")
        assert "第1期" in before
        await place.app.pulse()  # writes its content
        _, after = await read(place, "admin", "/board?issue=1")
        assert after == before

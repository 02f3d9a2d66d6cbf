"""Who a browser is: a random account id in a signed cookie. It proves nothing but continuity."""

from __future__ import annotations

import secrets

from aiohttp import web
from itsdangerous import BadSignature, TimestampSigner

COOKIE = "duban_session"
MAX_AGE = 30 * 24 * 3600


class Sessions:
    """`key` signs the cookie; whoever has it can be anybody, so it is kept like a password."""

    def __init__(self, key: str, *, secure: bool) -> None:
        self._signer = TimestampSigner(key, salt="duban-web-session")
        self._secure = secure

    def account(self, request: web.Request) -> str | None:
        """The account of a valid cookie; a forged or stale one is as none."""
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            return None
        try:
            return self._signer.unsign(cookie, max_age=MAX_AGE).decode()
        except BadSignature:
            return None

    def give(self, response: web.StreamResponse, account: str | None = None) -> str:
        """Put an account into the browser: a new random one, or (the demo) a persona's."""
        account = account or f"web-{secrets.token_urlsafe(18)}"
        response.set_cookie(
            COOKIE,
            self._signer.sign(account).decode(),
            max_age=MAX_AGE,
            httponly=True,
            samesite="Strict",
            secure=self._secure,
            path="/",
        )
        return account

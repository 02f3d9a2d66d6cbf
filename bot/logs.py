"""Logs: one sentence and an action key per line, on stderr, as JSON; secrets never reach them."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# A bot token in a URL or on its own: libraries put request URLs into their errors.
# The key of a group robot stands in its address.
_SECRET = re.compile(r"\d{5,12}:[A-Za-z0-9_-]{30,}|(?<=[?&]key=)[A-Za-z0-9_-]+")


def mask(text: str) -> str:
    return _SECRET.sub("***", text)


def _mask_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Any:
    return {key: mask(value) if isinstance(value, str) else value for key, value in event.items()}


class _MaskingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


def set_up(*, quiet: bool = False) -> None:
    """Log to stderr from INFO on; `quiet` (the demo, the console) shows warnings only."""
    level = logging.WARNING if quiet else logging.INFO
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_MaskingFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "apscheduler", "aiosqlite", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _mask_event,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )

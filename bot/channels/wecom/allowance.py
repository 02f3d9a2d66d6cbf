"""How many messages a member may still get. What is more WeCom drops in silence, with errcode 0."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

# The platform's are 30 and 1,000 (developer.work.weixin.qq.com, 90312); a little stays in reserve.
PER_MINUTE, PER_HOUR = 28, 990
MINUTE, HOUR = 60.0, 3600.0


class Allowance:
    """`clock` in seconds, going on steadily. It starts empty, so a restart may lose up to a minute."""

    def __init__(
        self,
        clock: Callable[[], float],
        per_minute: int = PER_MINUTE,
        per_hour: int = PER_HOUR,
    ) -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._per_hour = per_hour
        self._sent: dict[str, deque[float]] = {}

    def take(self, member: str, messages: int) -> float:
        """Take so many at once: 0 when they may go now, else the seconds after which to ask again."""
        now = self._clock()
        sent = self._sent.setdefault(member, deque())
        while sent and sent[0] <= now - HOUR:
            sent.popleft()
        wait = 0.0
        for most, span in ((self._per_minute, MINUTE), (self._per_hour, HOUR)):
            within = [at for at in sent if at > now - span]
            over = min(messages, most) + len(within) - most
            if over > 0:
                wait = max(wait, within[over - 1] + span - now)
        if not wait:
            sent.extend([now] * messages)
            self._tidy(now)
        return wait

    def _tidy(self, now: float) -> None:
        if len(self._sent) > 10_000:
            self._sent = {who: s for who, s in self._sent.items() if s and s[-1] > now - HOUR}

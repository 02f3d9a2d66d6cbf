"""Questions for requests that wait for a decision: 等着销号的几项, 哪些事要市里出面协调, 延期申请几份."""

from __future__ import annotations

import re

from domain.requests import RequestKind

_WAITS = (
    r"(?:等着?|待|在等|还没|没|未)(?:领导|市里|督查室|你们|我|咱们?)?"
    r"(?:审核?|批|审批|批准|核准|答复|点头|同意|通过|处理)?的?"
)
_ASKS = r"(?:申请|请求|提出|要求|想|报请)(?:了)?(?:要)?"
_COUNTED = r"(?=[^,，。]{0,6}(?:几|多少|哪|谁|有没有|有吗|都|分别|列|看))"
_ABOVE = r"(?:市里|市政府|市领导|市长|领导|上级|上面|政府|咱们?|我们|督查室)"
_FORMS = (
    (
        RequestKind.CLOSE,
        re.compile(
            rf"(?:{_WAITS})(?:销号|办结|销账|结项|核销)的?{_COUNTED}|{_ASKS}(?:销号|办结|销账|结项)(?:的|了){_COUNTED}"
            rf"|(?:销号|办结|销账|结项)的?申请{_COUNTED}"
        ),
    ),
    (
        RequestKind.EXTEND,
        re.compile(
            rf"{_ASKS}(?:延期|展期|宽限|缓一缓)(?:的|了){_COUNTED}|(?:延期|展期)的?(?:申请|请求){_COUNTED}"
            rf"|{_WAITS}(?:延期|展期)的?{_COUNTED}"
        ),
    ),
    (
        RequestKind.COORDINATE,
        re.compile(
            rf"(?:要|需要?|得|等|请|求)(?:着)?{_ABOVE}(?:来|去)?(?:出面|牵头)?(?:协调|解决|拍板|定夺|过问|支持|帮忙)"
            rf"|(?:需要?|要|请求|申请)(?:出面)?协调的{_COUNTED}|协调的?(?:申请|请求|事项){_COUNTED}"
        ),
    ),
)


def read_pending(text: str) -> RequestKind | None:
    """The kind of requests that is asked for, None where none is."""
    if re.search(r"困难|难题|没(?:有)?(?:办结|销号)的", text):
        return None
    return next((kind for kind, words in _FORMS if words.search(text)), None)

"""Files that people send: kept by the hash of their content, outside the database, never executed."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path

from domain.errors import Refused
from domain.messages import Attachment

MAX_BYTES = 20 * 1024 * 1024
MAX_NAME = 120
# Ending → (media type, what the content begins with). Nothing else is taken.
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    ".webp": ("image/webp", (b"RIFF",)),
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".docx": (_OFFICE + "wordprocessingml.document", (_ZIP,)),
    ".xlsx": (_OFFICE + "spreadsheetml.sheet", (_ZIP,)),
    ".pptx": (_OFFICE + "presentationml.presentation", (_ZIP,)),
    ".doc": ("application/msword", (_OLE,)),
    ".xls": ("application/vnd.ms-excel", (_OLE,)),
    ".ppt": ("application/vnd.ms-powerpoint", (_OLE,)),
    ".wps": ("application/vnd.ms-works", (_OLE,)),
    ".et": ("application/vnd.ms-excel", (_OLE,)),
    ".txt": ("text/plain", ()),
    ".csv": ("text/csv", ()),
}
_BAD_NAME = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*]+")


class FileStore:
    """One folder; a file's path is its SHA-256, so the same content is kept once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise ValueError("not a SHA-256")
        return self._root / sha256[:2] / sha256

    async def add(self, name: str, chunks: AsyncIterator[bytes]) -> Attachment:
        """Take a file in; Refused when it is too large, empty, or of a kind that is not taken."""
        name = clean_name(name)
        kind = KINDS.get(Path(name).suffix.lower())
        if kind is None:
            raise Refused("file_kind", name=name)
        mime, heads = kind
        self._root.mkdir(parents=True, exist_ok=True)
        digest, size, head = hashlib.sha256(), 0, b""
        with tempfile.NamedTemporaryFile(dir=self._root, prefix="in-", delete=False) as target:
            temporary = Path(target.name)
            try:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > MAX_BYTES:
                        raise Refused("file_large", name=name, limit=MAX_BYTES // 1024 // 1024)
                    head = (head + chunk)[:16] if len(head) < 16 else head
                    digest.update(chunk)
                    target.write(chunk)
                if not size:
                    raise Refused("file_empty", name=name)
                if heads and not head.startswith(heads):
                    raise Refused("file_kind", name=name)
                target.flush()
                os.fsync(target.fileno())
            except BaseException:
                _drop(temporary)
                raise
        _keep(temporary, self.path(digest.hexdigest()))
        return Attachment(digest.hexdigest(), name, size, mime)

    def put(self, name: str, content: bytes) -> Attachment:
        """Keep a file that the program made itself; the ending of `name` says what it is."""
        mime, _ = KINDS[Path(name).suffix.lower()]
        self._root.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(content).hexdigest()
        with tempfile.NamedTemporaryFile(dir=self._root, prefix="made-", delete=False) as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        _keep(Path(target.name), self.path(digest))
        return Attachment(digest, clean_name(name), len(content), mime)


def _drop(temporary: Path) -> None:
    temporary.unlink(missing_ok=True)


def _keep(temporary: Path, final: Path) -> None:
    final.parent.mkdir(exist_ok=True)
    temporary.replace(final)


def clean_name(name: str) -> str:
    """The last part of a name without control, direction and path characters, at most 120 long."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    name = "".join(
        c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    name = _BAD_NAME.sub("_", name).strip(" .") or "文件"
    stem, suffix = os.path.splitext(name)
    return stem[: MAX_NAME - len(suffix)] + suffix if len(suffix) <= 8 else name[:MAX_NAME]

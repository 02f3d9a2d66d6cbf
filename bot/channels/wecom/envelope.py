"""The envelope of WeCom's callbacks: signature, AES, receiver (developer.work.weixin.qq.com, 90930).

SHA-1 and CBC are the platform's choice, not ours.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from xml.etree.ElementTree import ParseError

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

KEY_LENGTH = 43  # base64 of 32 bytes without its "="
BLOCK = 32  # WeCom pads to 32 bytes, twice AES's own block
_HEAD = 20  # 16 random bytes, then the length of the message in 4


class BadEnvelope(ValueError):
    """Not from WeCom, or not for us. Whoever sent it is told nothing more."""


def aes_key(text: str) -> bytes:
    """The 32 bytes of an EncodingAESKey; ValueError when it is none."""
    if len(text) != KEY_LENGTH:
        raise ValueError(f"the key has {len(text)} characters, not {KEY_LENGTH}")
    # The last character may carry bits that are not part of the key: no strict decoder.
    key = base64.b64decode(text + "=")
    if len(key) != BLOCK:
        raise ValueError("the key holds characters that base64 does not have")
    return key


class Envelope:
    """Opens what came (and seals, for those who stand in for WeCom). `receiver` is the corp id."""

    def __init__(self, token: str, encoding_aes_key: str, receiver: str) -> None:
        self._token = token
        self._key = aes_key(encoding_aes_key)
        self._receiver = receiver.encode()

    def open(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> str:
        """The message inside; BadEnvelope unless signature, padding, length and receiver fit."""
        wanted = self.sign(timestamp, nonce, encrypted)
        if not hmac.compare_digest(wanted.encode(), signature.encode()):
            raise BadEnvelope("signature")
        try:
            sealed = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError):
            raise BadEnvelope("base64") from None
        if not sealed or len(sealed) % 16:
            raise BadEnvelope("length")
        plain = _unpadded(self._crypt(sealed, lambda cipher: cipher.decryptor()))
        size = int.from_bytes(plain[16:_HEAD], "big")
        message, receiver = plain[_HEAD : _HEAD + size], plain[_HEAD + size :]
        if len(plain) < _HEAD or len(message) != size or receiver != self._receiver:
            raise BadEnvelope("receiver")
        try:
            return message.decode()
        except UnicodeDecodeError:
            raise BadEnvelope("text") from None

    def seal(self, message: str, salt: bytes) -> str:
        """The encrypted form of a message; `salt` is 16 random bytes."""
        content = message.encode()
        plain = salt + len(content).to_bytes(4, "big") + content + self._receiver
        pad = BLOCK - len(plain) % BLOCK
        sealed = self._crypt(plain + bytes([pad]) * pad, lambda cipher: cipher.encryptor())
        return base64.b64encode(sealed).decode()

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        parts = "".join(sorted((self._token, timestamp, nonce, encrypted)))
        return hashlib.sha1(parts.encode(), usedforsecurity=False).hexdigest()

    def _crypt(self, data: bytes, side: Callable[[Cipher[modes.CBC]], object]) -> bytes:
        context = side(Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16])))
        return bytes(context.update(data) + context.finalize())  # type: ignore[attr-defined]


def _unpadded(plain: bytes) -> bytes:
    pad = plain[-1]
    if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise BadEnvelope("padding")
    return plain[:-pad]


def read_xml(text: str | bytes) -> dict[str, str]:
    """An XML's leaves by name, the first of each; BadEnvelope for what is none, or has a DTD."""
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise BadEnvelope("xml") from None
    found: dict[str, str] = {}
    for leaf in root.iter():
        if not len(leaf):
            found.setdefault(leaf.tag, leaf.text or "")
    return found

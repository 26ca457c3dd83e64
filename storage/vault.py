"""What makes personal words unreadable on disk: sealed values and keyed blind indexes.

A sealed value is: length of the key id (1 byte), key id, nonce (12 bytes), AES-256-GCM text. It
opens only in the table, column and row that it was sealed for.
"""

import base64
import binascii
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12


class KeyMistake(Exception):
    """The keys cannot be read, or a sealed value names no key of ours; one clear line."""


class Unreadable(Exception):
    """A sealed value was changed, or moved to another row, since it was written."""


class Key(msgspec.Struct, frozen=True):
    """One secret key: `secret` is 32 random bytes, `id` stands in every value sealed by it."""

    id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.id})"


class Vault:
    """Seals under the newest key, opens and looks up under all of them."""

    def __init__(self, keys: Sequence[Key]) -> None:
        if not keys:
            raise KeyMistake("there is no key: `refero keys new` prints one")
        self._ciphers = {key.id.encode(): AESGCM(sub_key(key, "fields")) for key in keys}
        self._indexes = tuple(hmac.new(sub_key(key, "index"), digestmod="sha256") for key in keys)
        name = keys[0].id.encode()
        self._cipher = self._ciphers[name]
        self._prefix = bytes([len(name)]) + name

    def seal(self, table: str, column: str, row_id: str, plaintext: bytes) -> bytes:
        """The value as it may lie on disk."""
        nonce = os.urandom(NONCE)
        bound_to = f"{table}/{column}/{row_id}".encode()
        return self._prefix + nonce + self._cipher.encrypt(nonce, plaintext, bound_to)

    def open(self, table: str, column: str, row_id: str, sealed: bytes) -> bytes:
        """What was sealed for this table, column and row; KeyMistake or Unreadable."""
        start = 1 + sealed[0] if sealed else 0
        cipher = self._ciphers.get(sealed[1:start])
        if cipher is None:
            raise KeyMistake(f"no key for a value of {table}.{column}")
        bound_to = f"{table}/{column}/{row_id}".encode()
        body = start + NONCE
        try:
            return cipher.decrypt(sealed[start:body], sealed[body:], bound_to)
        except InvalidTag:
            raise Unreadable(f"{table}.{column} of {row_id} does not open") from None

    def seal_text(self, table: str, column: str, row_id: str, text: str) -> bytes:
        """`seal` for text; unpaired surrogates survive."""
        return self.seal(table, column, row_id, text.encode("utf-8", "surrogatepass"))

    def open_text(self, table: str, column: str, row_id: str, sealed: bytes) -> str:
        """`open` for text."""
        return self.open(table, column, row_id, sealed).decode("utf-8", "surrogatepass")

    def index(self, purpose: str, value: str) -> bytes:
        """16 bytes that are equal for equal values; nobody without the key can make them."""
        return blind(self._indexes[0], purpose, value)

    def indexes(self, purpose: str, value: str) -> tuple[bytes, ...]:
        """`index` under every key, newest first: for look-ups while keys are rotated."""
        return tuple(blind(keyed, purpose, value) for keyed in self._indexes)


def blind(keyed: hmac.HMAC, purpose: str, value: str) -> bytes:
    """The blind index of one value for one purpose; `keyed` has taken in the key and no more."""
    mac = keyed.copy()
    mac.update(f"{purpose}\0{value}".encode("utf-8", "surrogatepass"))
    return mac.digest()[:16]


def sub_key(key: Key, purpose: str) -> bytes:
    """32 bytes for one purpose (HKDF, RFC 5869)."""
    info = f"refero/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key.secret)


def parse_keys(text: str) -> tuple[Key, ...]:
    """Keys from `id:base64url,id:base64url`, newest first; KeyMistake says which part is wrong."""
    keys = tuple(parse_key(part.strip()) for part in text.split(",") if part.strip())
    if len({key.id for key in keys}) < len(keys):
        raise KeyMistake("two keys have the same id")
    return keys


def parse_key(text: str) -> Key:
    """One `id:base64url of 32 bytes`."""
    name, _, encoded = text.partition(":")
    if not (name.isascii() and name.isalnum() and len(name) <= 16):
        raise KeyMistake("a key begins with an id of at most 16 letters and digits, then a colon")
    try:
        secret = base64.b64decode(
            encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True
        )
    except (ValueError, binascii.Error):
        raise KeyMistake(f"key {name} is not base64url") from None
    if len(secret) != 32:
        raise KeyMistake(f"key {name} is not 32 bytes long")
    return Key(name, secret)


def new_key(key_id: str) -> str:
    """A fresh key as it stands in REFERO_SECRET_KEYS."""
    return f"{key_id}:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip('=')}"


def kept_keys(folder: Path) -> str:
    """The keys of a demo, made once and kept in `folder` for its owner's eyes only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / "keys"
    if not kept.exists():
        made = folder / f"keys.{secrets.token_hex(4)}"
        made.touch(mode=0o600)
        made.write_text(new_key("k1"))
        made.replace(kept)
    return kept.read_text()

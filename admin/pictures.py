"""A picture that staff upload: told by its bytes, and freed of what it would tell about them (R51)."""

import zlib
from collections.abc import Iterator
from typing import Final

from storage.campaign_draft import Image

LARGEST: Final = 2 * 1024 * 1024
"""Bytes; a phone on a village's network has to fetch it."""
JPEG: Final = b"\xff\xd8\xff"
PNG: Final = b"\x89PNG\r\n\x1a\n"
SHOWN: Final = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"pHYs"}
)
"""PNG chunks that make the picture; times, texts and EXIF are none of them."""
APP0, APP14, APP15, COMMENT, SCAN = 0xE0, 0xEE, 0xEF, 0xFE, 0xDA


class BadPicture(Exception):
    """No JPEG or PNG, too large, or broken; the reason is coded."""


def clean_picture(content: bytes) -> Image:
    """The picture without places, times and names in it; BadPicture."""
    if len(content) > LARGEST:
        raise BadPicture("large")
    try:
        if content.startswith(JPEG):
            return Image("image/jpeg", b"".join(_jpeg(content)))
        if content.startswith(PNG):
            return Image("image/png", PNG + b"".join(_png(content)))
    except (IndexError, ValueError):
        raise BadPicture("broken") from None
    raise BadPicture("kind")


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Every segment but EXIF, other applications' data and comments (ITU-T T.81, Annex B)."""
    yield content[:2]
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker")
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker == SCAN:
            break
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise ValueError("cut short")
        told = APP0 < marker <= APP15 and marker != APP14
        if not told and marker != COMMENT:
            yield content[at:end]
        at = end
    end = content.rindex(b"\xff\xd9") + 2
    yield content[at:end]


def _png(content: bytes) -> Iterator[bytes]:
    """Every chunk that makes the picture, each whole (PNG specification, 11.2 and 11.3)."""
    at = len(PNG)
    while at < len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        end = at + 12 + length
        checked = zlib.crc32(content[at + 4 : end - 4])
        if end > len(content) or checked != int.from_bytes(content[end - 4 : end]):
            raise ValueError("cut short")
        if kind in SHOWN:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end
    raise ValueError("no end")

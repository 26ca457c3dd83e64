"""Pictures of a campaign: told by their bytes, and freed of where and when they were taken."""

import struct
import zlib

import pytest
from aiohttp import FormData

from admin.pictures import LARGEST, BadPicture, clean_picture
from tests.admin.campaigners import begin, version, write
from tests.admin.office import Browser, Office

PLACE = b"GPS 40.8006 19.9122"


def chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def png(*more: bytes) -> bytes:
    """One grey pixel, with more chunks in it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + body + chunk(b"IEND", b"")


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def jpeg(*more: bytes) -> bytes:
    """The frame of a JPEG: what a reader of segments looks at."""
    parts = (segment(0xDB, b"\0" * 65), segment(0xC0, b"\x08\0\1\0\1\1\1\x11\0"))
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\x34\xff\0\x56"
    return b"\xff\xd8" + b"".join((*more, *parts)) + scan + b"\xff\xd9"


def test_a_png_keeps_its_picture_and_loses_what_it_tells() -> None:
    told = (chunk(b"tEXt", PLACE), chunk(b"eXIf", PLACE), chunk(b"tIME", b"\0" * 7))
    clean = clean_picture(png(*told) + PLACE)
    assert clean.content_type == "image/png"
    assert clean.content == png()


def test_a_jpeg_keeps_its_picture_and_loses_what_it_tells() -> None:
    told = (segment(0xE1, b"Exif\0\0" + PLACE), segment(0xFE, PLACE), segment(0xED, PLACE))
    clean = clean_picture(jpeg(segment(0xE0, b"JFIF\0"), *told) + PLACE)
    assert clean.content_type == "image/jpeg"
    assert clean.content == jpeg(segment(0xE0, b"JFIF\0"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "kind"),
        (b"GIF89a", "kind"),
        (b"<svg onload=alert(1)>", "kind"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * LARGEST, "large"),
        (png()[:-4], "broken"),
        (png()[:40] + b"x" + png()[41:], "broken"),
        (jpeg()[:30], "broken"),
        (b"\xff\xd8\xff\xe1\0\0", "broken"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_what_is_no_whole_picture_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(BadPicture, match=why):
        clean_picture(content)


async def put(browser: Browser, path: str, content: bytes) -> str:
    """Upload a picture as the form does; what the page says afterwards."""
    seen = await version(browser, f"{path}/edit")
    form = FormData({"csrf": browser.csrf, "version": seen})
    form.add_field("file", content, filename="x.svg", content_type="image/svg+xml")
    response = await browser.session.post(
        f"{browser.office.url}{path}/image",
        data=form,
        headers={"Sec-Fetch-Site": "same-origin"},
        allow_redirects=False,
    )
    assert response.status == 303, await response.text()
    return response.headers["Location"].partition("said=")[2]


async def test_a_picture_stands_above_the_text_and_can_be_taken_away(office: Office) -> None:
    office.hire("ana", "campaigns")
    ana = Browser(office)
    await ana.sign_in("ana")
    path = await begin(ana)
    await write(ana, path)
    assert (await ana.get(f"{path}/image")).status == 404
    assert await put(ana, path, b"<svg/>") == "campaign_picture_kind"
    assert await put(ana, path, png(chunk(b"tEXt", PLACE))) == "saved"
    shown = await ana.get(f"{path}/image")
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert await shown.read() == png()
    assert f'src="{path}/image"' in await ana.page(path)
    seen = await version(ana, path)
    await ana.post(f"{path}/image", version=seen, take_away="yes")
    assert (await ana.get(f"{path}/image")).status == 404
    await ana.close()

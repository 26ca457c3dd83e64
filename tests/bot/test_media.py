"""Attachments: fetched only from the provider's hosts, bounded, sniffed, kept encrypted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from sqlalchemy import insert, select

from bot.channels.base import SendFailed, Source
from bot.media import MAX_BYTES, MediaFetcher
from bot.sniffing import sniff
from bot.stubs.demo import PHOTO
from storage.schema import media
from storage.unit import Unit
from tests.bot.rig import NOON, TOKEN, Rig, free_port

MEDIUM = "5" * 32


def want(rig: Rig, channel: str, reference: str) -> None:
    """An attachment of a report waits to be fetched."""
    row: dict[str, object] = {
        "id": MEDIUM,
        "report": "7" * 32,
        "line": rig.lines[channel],
        "kind": "photo",
    }
    row |= {"due_at": 0, "made_at": NOON}

    def work(unit: Unit) -> None:
        sealed = unit.vault.seal_text("media", "reference_enc", MEDIUM, reference)
        unit.connection.execute(insert(media).values(**row, reference_enc=sealed))

    rig.db.write_now(work)


def kept(rig: Rig) -> tuple[str, str, int]:
    """(state, content type, size) of the attachment."""
    row = select(media.c.state, media.c.content_type, media.c.size)
    return rig.db.read_now(lambda unit: tuple(unit.connection.execute(row).one()))


def fetcher(rig: Rig) -> MediaFetcher:
    return MediaFetcher(rig.db, rig.channels, rig.session, rig.clock)


def mms(rig: Rig) -> str:
    return f"{rig.twilio.url}/2010-04-01/Accounts/{rig.twilio.account}/Messages/MM1/Media/ME1"


@asynccontextmanager
async def other_host(body: bytes) -> AsyncIterator[tuple[str, list[str]]]:
    """A host that is not the provider's; the paths that it was asked for."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=body)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}", asked
    await runner.cleanup()


async def test_a_photo_from_telegram_is_kept_and_its_token_nowhere(rig: Rig) -> None:
    rig.api.files["f1"] = PHOTO
    want(rig, "telegram", "f1")
    assert await fetcher(rig).once() == 1
    assert kept(rig) == ("stored", "image/jpeg", len(PHOTO))
    assert await fetcher(rig).once() == 0
    files = b"".join(p.read_bytes() for p in rig.folder.iterdir() if p.is_file())
    assert TOKEN.encode() not in files
    assert PHOTO[20:60] not in files


async def test_a_photo_of_an_mms_is_fetched_with_our_login(rig: Rig) -> None:
    rig.twilio.media["ME1"] = PHOTO
    want(rig, "sms", mms(rig))
    await fetcher(rig).once()
    assert kept(rig)[0] == "stored"


async def test_an_address_elsewhere_is_never_called(rig: Rig) -> None:
    async with other_host(PHOTO) as (url, asked):
        want(rig, "sms", f"{url}/2010-04-01/Accounts/x")
        await fetcher(rig).once()
    assert asked == []
    assert kept(rig)[0] == "refused"


async def test_a_redirect_elsewhere_is_not_followed(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def redirect(request: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect(f"{elsewhere}/secret")

    app = web.Application()
    app.router.add_get("/file", redirect)
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()

    async def locate(reference: str) -> Source:
        return Source(f"http://127.0.0.1:{port}/file", ("us", "secret"), ("media.twiliocdn.com",))

    monkeypatch.setattr(rig.channels["sms"], "locate", locate)
    async with other_host(PHOTO) as (elsewhere, asked):
        want(rig, "sms", "x")
        await fetcher(rig).once()
    await runner.cleanup()
    assert asked == []
    assert kept(rig)[0] == "refused"


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='x' onload='alert(1)'/>", b"<!doctype html><script>", b"MZ\x90", b"", b"PK\3\4"],
)
async def test_what_could_run_in_a_browser_is_not_kept(rig: Rig, content: bytes) -> None:
    rig.api.files["f1"] = content
    want(rig, "telegram", "f1")
    await fetcher(rig).once()
    assert kept(rig)[0] == "refused"


async def test_over_twenty_megabytes_is_not_kept(rig: Rig) -> None:
    rig.api.files["f1"] = PHOTO + bytes(MAX_BYTES)
    want(rig, "telegram", "f1")
    await fetcher(rig).once()
    assert kept(rig)[0] == "refused"


async def test_a_provider_that_is_away_is_asked_again_later_and_not_for_ever(rig: Rig) -> None:
    want(rig, "telegram", "f1")
    await rig.api.stop()
    for _ in range(5):
        assert kept(rig)[0] == "wanted"
        await fetcher(rig).once()
        rig.clock.at += 3600 * 1_000_000
    assert kept(rig)[0] == "failed"


async def test_a_twilio_address_over_another_scheme_is_foreign(rig: Rig) -> None:
    with pytest.raises(SendFailed, match="foreign_host"):
        await rig.channels["sms"].locate(mms(rig).replace("http:", "file:"))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PHOTO[:16], "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"OggS\0\2", "audio/ogg"),
        (b"#!AMR\n", "audio/amr"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"\0\0\0\x18ftyp3gp4", "video/3gpp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"GIF8", ""),
        (b"RIFF\0\0\0\0AVI ", ""),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, kind: str) -> None:
    assert sniff(head) == kind

"""Every channel over its recorded payloads: kept, ignored or dead, never an error."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest

from bot.channels.base import Arrival, Channel
from storage.inbox import Claimed
from tests.bot.kit import EVERY_BODY, PROBES, Probe, payload
from tests.bot.rig import NOON, Rig

IDS = [f"{probe.channel}-{path.stem}" for probe, path in EVERY_BODY]
CHANNEL = [probe.channel for probe in PROBES]


def a_text(probe: Probe) -> bytes:
    return payload(probe.bodies("kept.text")[0])


def waiting(rig: Rig) -> list[Claimed]:
    return rig.db.write_now(lambda unit: unit.inbox.claim(10, NOON, 1))


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    """A body that does not say its length beforehand."""
    for _ in range(size // 65_536):
        yield b"x" * 65_536


@pytest.mark.parametrize(("probe", "path"), EVERY_BODY, ids=IDS)
async def test_a_recorded_payload_is_answered_2xx_and_ends_where_its_name_says(
    rig: Rig, probe: Probe, path: Path
) -> None:
    status = await probe.deliver(rig, payload(path))
    assert status == 200
    expected = {"kept": ["waiting"], "ignored": [], "dead": ["dead"]}[path.stem.split(".")[0]]
    assert rig.states() == expected


@pytest.mark.parametrize("probe", PROBES, ids=CHANNEL)
@pytest.mark.parametrize("proof", [None, "", "made-up_secreT", "bm90IHNpZ25lZA==", "ë"])
async def test_what_the_provider_did_not_sign_is_refused_and_leaves_nothing(
    rig: Rig, probe: Probe, proof: str | None
) -> None:
    names = ("X-Telegram-Bot-Api-Secret-Token", "X-Twilio-Signature")
    headers = {} if proof is None else dict.fromkeys(names, proof)
    assert await probe.deliver(rig, a_text(probe), headers) == 403
    assert rig.states() == []


@pytest.mark.parametrize("probe", PROBES, ids=CHANNEL)
async def test_fifty_deliveries_at_once_are_one_row(any_rig: Rig, probe: Probe) -> None:
    body = a_text(probe)
    statuses = await asyncio.gather(*(probe.deliver(any_rig, body) for _ in range(50)))
    assert statuses == [200] * 50
    assert any_rig.states() == ["waiting"]


@pytest.mark.parametrize("probe", PROBES, ids=CHANNEL)
async def test_a_replay_a_day_later_creates_nothing_new(rig: Rig, probe: Probe) -> None:
    await probe.deliver(rig, a_text(probe))
    seqs = [one.seq for one in waiting(rig)]
    rig.db.write_now(lambda unit: unit.inbox.done(seqs, NOON))
    rig.clock.at += 86_400_000_000
    assert await probe.deliver(rig, a_text(probe)) == 200
    assert rig.states() == ["done"]


@pytest.mark.parametrize("probe", PROBES, ids=CHANNEL)
async def test_a_body_over_one_megabyte_is_refused_whether_or_not_it_says_so(
    rig: Rig, probe: Probe
) -> None:
    url = rig.url + probe.path
    for body in (BytesIO(b"x" * 1_048_577), in_pieces(17 * 65_536)):
        async with rig.session.post(url, data=body, headers=probe.sign(url, b"")) as answer:
            assert answer.status == 413
    assert rig.states() == []


@pytest.mark.parametrize("probe", PROBES, ids=CHANNEL)
async def test_a_storage_failure_is_503_so_that_the_provider_repeats(
    rig: Rig, probe: Probe
) -> None:
    rig.break_storage()
    assert await probe.deliver(rig, a_text(probe)) == 503


@pytest.mark.parametrize("probe", PROBES, ids=CHANNEL)
async def test_a_poisoned_delivery_between_two_good_ones_costs_only_itself(
    rig: Rig, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = rig.channels[probe.channel]
    parse = type(channel).parse

    def trips(self: Channel, body: bytes) -> Arrival:
        if b"POISON" in body:
            raise RecursionError
        return parse(self, body)

    monkeypatch.setattr(type(channel), "parse", trips)
    good, other = a_text(probe), payload(probe.bodies("kept.cyrillic")[0])
    bodies = [good, good.replace(b"Perondi", b"POISON"), other]
    assert [await probe.deliver(rig, body) for body in bodies] == [200, 200, 200]
    assert rig.states() == ["waiting", "dead", "waiting"]
    assert rig.faults() == ["", "parser", ""]


@pytest.mark.parametrize("probe", PROBES, ids=CHANNEL)
async def test_a_channel_without_credentials_accepts_nothing(rig: Rig, probe: Probe) -> None:
    del rig.channels[probe.channel]
    assert await probe.deliver(rig, a_text(probe)) == 403

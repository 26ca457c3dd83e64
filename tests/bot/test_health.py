"""What operations see, and who is shut out for knocking with a wrong key."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from bot.floods import MAX_REFUSED, MINUTE, RefusalLimit
from bot.health import Health
from tests.bot.kit import BY_NAME
from tests.bot.rig import Rig
from tests.bot.test_sender import said

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(rig: Rig, tmp_path: Path) -> AsyncIterator[Client]:
    """The health addresses alone."""
    app = web.Application()
    app.add_routes(Health(rig.db, tmp_path, rig.clock).routes())
    async with TestClient(TestServer(app)) as opened:
        yield opened


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A disk that can be filled."""
    usage = SimpleNamespace(total=100, free=50)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    return usage


async def failing(client: Client) -> tuple[int, list[str]]:
    async with client.get("/readyz") as answer:
        return answer.status, (await answer.json())["failing"]


async def test_ready_turns_red_for_each_thing_that_breaks(
    client: Client, rig: Rig, disk: SimpleNamespace
) -> None:
    assert await failing(client) == (200, [])
    disk.free = 9
    assert await failing(client) == (503, ["disk"])
    disk.free = 50
    said(rig, "nobody sends this")
    rig.clock.at += 3 * MINUTE
    assert await failing(client) == (503, ["outbox"])
    rig.db.write_now(lambda unit: unit.connection.execute(text("DROP TABLE outbox")))
    assert await failing(client) == (503, ["storage"])
    async with client.get("/healthz") as answer:
        assert answer.status == 200


async def test_metrics_count_deliveries_without_a_personal_word(
    client: Client, rig: Rig, disk: SimpleNamespace
) -> None:
    await rig.twilio.write("+355690000001", "emri im")
    async with client.get("/metrics") as answer:
        page = await answer.text()
    assert 'refero_received_total{channel="sms",outcome="kept"}' in page
    assert "refero_free_disk_ratio 0.5" in page
    assert "355690000001" not in page
    assert "emri" not in page


def test_wrong_keys_shut_out_their_own_address_for_the_minute() -> None:
    time = [0]
    limit = RefusalLimit(lambda: time[0])
    for _ in range(MAX_REFUSED):
        assert not limit.too_many("149.154.160.1")
        limit.count("149.154.160.1")
    assert limit.too_many("149.154.160.1")
    assert not limit.too_many("149.154.160.2")
    time[0] += MINUTE
    assert not limit.too_many("149.154.160.1")


async def test_a_proxy_of_ours_is_never_shut_out(rig: Rig) -> None:
    probe = BY_NAME["telegram"]
    for _ in range(MAX_REFUSED + 1):
        assert await probe.deliver(rig, b"{}", {}) == 403
    assert await rig.api.write(5001, "hello") == 200

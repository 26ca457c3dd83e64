"""What becomes of one message of a campaign whose send failed."""

import pytest

from bot.channels.base import SendFailed
from bot.fates import MAX_TRIES
from flows.messages import Outgoing
from tests.bot.mailed import audience, mailing, row_of, until
from tests.bot.rig import SECOND, Rig
from tests.storage.crowd import chats, fates_of


async def test_what_only_has_to_wait_is_never_given_up(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = audience(rig, chats(1))
    tries, send = [], rig.channels["telegram"].send

    async def picky(address: str, outgoing: Outgoing, part: int) -> str:
        tries.append(address)
        if len(tries) <= MAX_TRIES:
            raise SendFailed("picture_waits", retry=True, after=2.0, alone=True)
        return await send(address, outgoing, part)

    monkeypatch.setattr(rig.channels["telegram"], "send", picky)
    async with mailing(rig):
        for number in range(1, MAX_TRIES + 1):
            await until(lambda number=number: len(tries) == number)  # type: ignore[misc]
            await until(lambda: rig.fates() == [("waiting", "")])
            rig.clock.at += 2 * SECOND
            rig.signals.wake("parcels")
        await until(lambda: row_of(rig, crowd) == ("finished", ""))
    assert fates_of(rig.db, crowd) == {("sent", ""): 1}

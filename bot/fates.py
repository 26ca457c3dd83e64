"""What is written down after a try to send (reliability R12, R13, R14, R18)."""

from collections.abc import Callable
from typing import Final

from bot.channels.base import SendFailed
from bot.safe_hours import Verdict
from flows.events import ChannelChanged
from storage.inbox import NewEvent
from storage.parcels import Parcel
from storage.unit import Unit

SECOND: Final = 1_000_000
MAX_TRIES: Final = 5
FIRST_WAIT: Final = 2.0
LONGEST_WAIT: Final = 600.0

REFUSED: Final = frozenset(
    {
        "token", "conflict", "no_channel", "twilio_20003", "twilio_20005", "twilio_20404",
        "twilio_30002", "twilio_401", "twilio_403",
    }
)  # fmt: skip
"""The provider refuses us altogether: a campaign pauses until somebody has mended that."""
PROVIDER: Final = "provider"

Mark = Callable[[Unit, int], None]


def not_now(parcel: Parcel, decided: Verdict) -> Mark:
    """The parcel was not even tried."""

    def write(unit: Unit, now: int) -> None:
        match decided.act:
            case "postpone":
                unit.outbox.postpone(parcel.seq, decided.at)
            case "hold":
                unit.outbox.hold(parcel.seq, decided.why, now)
            case _:
                unit.outbox.drop(parcel.seq, decided.why, now)

    return write


def after_failure(parcel: Parcel, failure: SendFailed) -> Mark:
    """The parcel was tried; whether again, never, or in doubt."""
    if parcel.campaign and failure.blame == "us" and failure.code in REFUSED:
        return lambda unit, now: _stopped(unit, parcel, failure, now)
    if failure.doubt:
        return lambda unit, now: unit.outbox.unknown(parcel.seq, failure.code, now)
    if parcel.campaign and failure.alone:
        return lambda unit, now: unit.outbox.postpone(parcel.seq, now + int(failure.after * SECOND))
    if failure.opted_out:
        return lambda unit, now: _lost(unit, parcel, failure.code, now)
    if failure.retry and (failure.blame == "us" or parcel.attempts < MAX_TRIES):
        wait = int(max(failure.after, _backoff(parcel)) * SECOND)
        return lambda unit, now: unit.outbox.retry(parcel.seq, now + wait, failure.code)
    return lambda unit, now: unit.outbox.failed(parcel.seq, failure.code, now)


def _stopped(unit: Unit, parcel: Parcel, failure: SendFailed, now: int) -> None:
    """Nothing was accepted, and nothing else would be."""
    unit.outbox.retry(parcel.seq, now + int(failure.after * SECOND), failure.code)
    unit.campaign_feed.stop(parcel.campaign, PROVIDER, now)


def _lost(unit: Unit, parcel: Parcel, code: str, now: int) -> None:
    """Blocked by the person is opted out: told through the same pipe as their own block."""
    unit.outbox.failed(parcel.seq, code, now)
    event = NewEvent(
        line=parcel.line,
        channel=parcel.channel,
        external_id=f"blocked-{parcel.id}",
        address=parcel.address,
        kind="channel",
        what=ChannelChanged(blocked=True),
    )
    unit.inbox.put([event], now)


def _backoff(parcel: Parcel) -> float:
    """Doubling seconds with up to a quarter more, spread by the row so that it can be foretold."""
    base: float = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (parcel.attempts - 1))
    return base * (1 + parcel.seq * 7919 % 1000 / 4000)

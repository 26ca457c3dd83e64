"""The whole line in one process without a provider: what `refero play` talks to."""

from collections.abc import Callable, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Final

from bot.alerts import Alerts
from bot.channels.base import Limits
from bot.channels.terminal import TerminalChannel
from bot.drawing import Draws
from bot.editions import read_published
from bot.speaking import Speaker
from bot.turn import Turns
from bot.world import build_world
from flows.events import MessageHeard
from flows.messages import Button
from flows.session import Session
from locales.catalog import Catalog
from locales.fitting import SMS, TELEGRAM
from locales.packedits import with_edits
from locales.packs import Pack, load_packs
from locales.serbian import to_latin
from storage.database import Database
from storage.inbox import NewEvent
from storage.lines import Line
from storage.municipality import Municipality
from storage.parcels import Parcel
from storage.schema import metadata
from storage.settings import Settings
from storage.unit import Unit
from storage.vault import Vault, new_key, parse_keys

LEASE: Final = 60_000_000
BATCH: Final = 20
LIMITS: Final = {"telegram": TELEGRAM, "sms": SMS}


def told_packs(settings: Settings) -> tuple[Pack, ...]:
    """The packs as an installation tells them; those of the files where nothing was installed yet.

    For commands that keep nothing: no database is made.
    """
    files = load_packs()
    kept = settings.database_url.removeprefix("sqlite:///")
    if kept != settings.database_url and not Path(kept).is_file():
        return files
    opening = import_module("bot.opening")  # playing itself needs no migrations
    with closing(opening.open_database(settings)) as database:
        return with_edits(files, database.read_now(read_published).edits)


class Playing:
    """One person on one line; nothing outlives the process.

    `lines` is the talk as a transcript: "< " the person, "> " us, "~ " time.
    """

    def __init__(
        self,
        place: Municipality,
        line: Line,
        texts: tuple[Catalog, Sequence[Pack]],
        write: Callable[[str], object],
    ) -> None:
        """`texts`: the catalogue, and the packs that are told."""
        catalog, packs = texts
        most = LIMITS[line.channel]
        limits = Limits(most.max_chars, most.segments or 0, most.buttons)
        self._channel = TerminalChannel(line.channel, limits, write)
        self._database = Database("sqlite://", Vault(parse_keys(new_key("play"))))
        metadata.create_all(self._database.engine)
        world = build_world([place.view(to_latin)], catalog, packs)
        self._line = self._database.write_now(lambda unit: unit.lines.ensure(line, 0))
        draws = Draws({place.slug: place}, {self._line.id: place.slug})
        self._turns = Turns(world, Speaker(catalog, packs), draws, Alerts(catalog))
        self.buttons: tuple[Button, ...] = ()
        self.lines: list[str] = []

    async def hear(self, typed: str, now: int, language: str = "") -> None:
        """One typed line and everything that comes back; with a `language` it is known before."""
        self.lines.append(f"< {self._pressed(typed)}")
        arrival = self._channel.parse(typed.encode())
        if arrival.inbound is None:
            return
        event = NewEvent(
            line=self._line.id,
            channel=self._channel.name,
            external_id=arrival.external_id,
            address=arrival.address,
            kind="message",
            what=MessageHeard(arrival.inbound),
        )
        await self._database.write(lambda unit: unit.inbox.put([event], now))
        if language:
            await self._database.write(lambda unit: know(unit, language, now))
        await self._answer(now)

    async def wait(self, words: str, now: int) -> None:
        """Time has passed, in `words` like "40m": due timers fire."""
        self.lines.append(f"~ {words}")
        await self._database.write(lambda unit: unit.timers.fire(now, BATCH))
        await self._answer(now)

    def close(self) -> None:
        """Let go of the database, and with it of everything said."""
        self._database.close()

    async def _answer(self, now: int) -> None:
        """Turns until nobody waits, then sends until nothing is left."""
        while (await self._database.write(lambda unit: self._turns.take(unit, BATCH, now))).taken:
            pass
        while parcels := await self._database.write(lambda unit: claimed(unit, now)):
            for parcel in parcels:
                await self._send(parcel, now)

    async def _send(self, parcel: Parcel, now: int) -> None:
        outgoing, part = parcel.outgoing, parcel.part
        sent = await self._channel.send(parcel.address, outgoing, part)
        await self._database.write(lambda unit: unit.outbox.sent([(parcel.seq, sent)], now))
        self.lines += [f"> {line}".rstrip() for line in outgoing.parts[part].split("\n")]
        if part == len(outgoing.parts) - 1:
            self.buttons = outgoing.buttons
            if outgoing.buttons:
                self.lines.append("> " + " ".join(f"[{one.label}]" for one in outgoing.buttons))

    def _pressed(self, typed: str) -> str:
        """A number that presses a button, as its label."""
        if typed.isdecimal() and 1 <= int(typed) <= len(self.buttons):
            return f"[{self.buttons[int(typed) - 1].label}]"
        return typed


def claimed(unit: Unit, now: int) -> list[Parcel]:
    """What may be sent next."""
    return unit.outbox.claim(BATCH, now, LEASE)


def know(unit: Unit, language: str, now: int) -> None:
    """The person who wrote first has spoken this language before (BCP 47)."""
    people = unit.contacts.ensure(unit.inbox.claim(BATCH, now, LEASE), now)
    sessions = [(contact.id, Session(language=language), 0) for contact in people.values()]
    unit.sessions.save(sessions, now)
    unit.inbox.release()

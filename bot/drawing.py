"""What a turn draws for the engine, which draws nothing: ids, codes, guesses, looked-up facts."""

from collections.abc import Mapping, Sequence

from bot.hours import reading
from bot.known import Known
from flows.codes import find_code, make_code
from flows.events import Event, Given, Lookup, MessageHeard, Reading
from flows.world import World
from locales.detect import guess_language
from storage.ids import fresh_code_bits, new_id
from storage.municipality import Municipality
from storage.unit import Unit

HOUR = 3_600_000_000
MINUTE = 60_000_000
OWN_TRIES = 5
ALL_TRIES = 200


class Draws:
    """Builds the events of a batch with three look-ups at most, whatever the batch's size."""

    def __init__(
        self, municipalities: Mapping[str, Municipality], lines: Mapping[str, str]
    ) -> None:
        """`lines`: the municipality of each of our lines by the line's id, "" = it is asked."""
        self._municipalities = municipalities
        self._lines = lines

    def events(self, unit: Unit, world: World, known: Sequence[Known], now: int) -> list[Event]:
        """One event for each of the batch's people, in the same order."""
        codes = self._codes(world, known)
        lookups = self._lookups(unit, known, codes, now)
        reports = unit.reports.lately([one.contact.id for one in known], now - HOUR)
        messages = unit.inbox.lately([one.claimed.person for one in known], now - MINUTE)
        return [
            Event(
                one.claimed.what,
                Given(
                    channel=one.contact.channel,
                    municipality=self._lines.get(one.contact.line, ""),
                    report_id=new_id(now),
                    code=self._fresh_code(one),
                    guess=_guess(one),
                    verified=one.contact.verified,
                    opted_out=one.contact.opted_out,
                    lookup=lookups.get(one.claimed.seq),
                    reading=self._reading(one, now),
                    reports_lately=reports.get(one.contact.id, 0),
                    messages_lately=messages.get(one.claimed.person, 0),
                ),
            )
            for one in known
        ]

    def _place(self, one: Known) -> Municipality | None:
        slug = self._lines.get(one.contact.line) or one.session.municipality
        return self._municipalities.get(slug)

    def _fresh_code(self, one: Known) -> str:
        place = self._place(one)
        return make_code(place.code_prefix if place else "RF", fresh_code_bits())

    def _reading(self, one: Known, now: int) -> Reading:
        place = self._place(one)
        return reading(place, now) if place else Reading()

    def _codes(self, world: World, known: Sequence[Known]) -> dict[int, str]:
        prefixes = tuple(place.prefix for place in world.municipalities.values())
        found = {}
        for one in known:
            if isinstance(one.claimed.what, MessageHeard):
                code = find_code(one.claimed.what.inbound.text, prefixes)
                if code:
                    found[one.claimed.seq] = code
        return found

    def _lookups(
        self, unit: Unit, known: Sequence[Known], codes: Mapping[int, str], now: int
    ) -> dict[int, Lookup]:
        if not codes:
            return {}
        hits = unit.reports.lookups(sorted(set(codes.values())))
        found = {}
        for one in known:
            code = codes.get(one.claimed.seq)
            if code is None:
                continue
            own, overall = unit.reports.wrong_codes(one.claimed.person, now - HOUR)
            if own >= OWN_TRIES or overall >= ALL_TRIES:
                found[one.claimed.seq] = Lookup(code, blocked=True)
            else:
                found[one.claimed.seq] = hits.get(code, Lookup(code))
        return found


def _guess(one: Known) -> str:
    """A surely recognised language, asked only while the talk has none (68 µs saved otherwise)."""
    if one.session.language or not isinstance(one.claimed.what, MessageHeard):
        return ""
    guess = guess_language(one.claimed.what.inbound.text)
    return guess.language if guess.sure else ""

"""What a turn draws for the engine, which draws nothing: ids, codes, guesses, looked-up facts."""

from collections.abc import Mapping, Sequence

from bot.hours import reading
from bot.known import Known
from flows.afterwards import code_asked
from flows.codes import NO_PLACE, make_code
from flows.events import Event, Given, Lookup, MessageHeard, Reading
from flows.world import World
from locales.detect import guess_language
from storage.ids import fresh_code_bits, new_ids
from storage.municipality import Municipality
from storage.unit import Unit

HOUR = 3_600_000_000
MINUTE = 60_000_000
ALWAYS_READ = Reading()
"""Where no municipality is known, nothing is promised about hours."""
OWN_TRIES = 5
GUESSING_PEOPLE = 200
"""So many people with wrong codes within the hour look like one guesser with many phones."""


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
        lookups = self._lookups(unit, world, known, now)
        reports = unit.reports.lately([one.contact.id for one in known], now - HOUR)
        messages = unit.inbox.lately([one.claimed.person for one in known], now - MINUTE)
        places = [self._place(one) for one in known]
        distinct = {place.slug: place for place in places if place}
        readings = {slug: reading(place, now) for slug, place in distinct.items()}
        return [
            Event(
                one.claimed.what,
                Given(
                    channel=one.contact.channel,
                    municipality=self._lines.get(one.contact.line, ""),
                    report_id=report_id,
                    code=make_code(place.code_prefix if place else NO_PLACE, fresh_code_bits()),
                    guess=_guess(one),
                    verified=one.contact.verified,
                    opted_out=one.contact.opted_out,
                    topics=one.contact.topics,
                    lookup=lookups.get(one.claimed.seq),
                    reading=readings[place.slug] if place else ALWAYS_READ,
                    reports_lately=reports.get(one.contact.id, 0),
                    messages_lately=messages.get(one.claimed.person, 0),
                ),
            )
            for one, place, report_id in zip(known, places, new_ids(now, len(known)), strict=True)
        ]

    def _place(self, one: Known) -> Municipality | None:
        slug = self._lines.get(one.contact.line) or one.session.municipality
        return self._municipalities.get(slug)

    def _lookups(
        self, unit: Unit, world: World, known: Sequence[Known], now: int
    ) -> dict[int, Lookup]:
        """What is known of the codes that these people asked about, by inbox row."""
        asked = [(one.claimed.seq, _code(world, one, now)) for one in known]
        codes = {seq: code for seq, code in asked if code}
        if not codes:
            return {}
        hits = unit.reports.lookups(sorted(set(codes.values())))
        found = {}
        for one in known:
            code = codes.get(one.claimed.seq)
            if code is None:
                continue
            if self._blocked(unit, one, code, now):
                found[one.claimed.seq] = Lookup(code, blocked=True)
            else:
                found[one.claimed.seq] = hits.get(code, Lookup(code))
        return found

    @staticmethod
    def _blocked(unit: Unit, one: Known, code: str, now: int) -> bool:
        """Too many wrong codes lately (S19); one's own talk needs no guessing.

        However many others guess, whoever has not guessed wrong is heard: nobody can shut the
        line's codes for everybody.
        """
        if one.session.report and one.session.report.code == code:
            return False
        own, people = unit.reports.wrong_codes(one.claimed.person, now - HOUR)
        return own >= OWN_TRIES or (own > 0 and people >= GUESSING_PEOPLE)


def _code(world: World, one: Known, now: int) -> str:
    what = one.claimed.what
    return (
        code_asked(world, one.session, what.inbound, now) if isinstance(what, MessageHeard) else ""
    )


def _guess(one: Known) -> str:
    """A surely recognised language, asked only where a talk begins."""
    going_on = one.session.language and one.session.place is not None
    if going_on or not isinstance(one.claimed.what, MessageHeard):
        return ""
    guess = guess_language(one.claimed.what.inbound.text)
    return guess.language if guess.sure else ""

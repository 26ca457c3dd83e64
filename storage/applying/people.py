"""What is kept about contacts: language, consent, timers, and being forgotten."""

import secrets

from sqlalchemy import bindparam, text, update

from flows.effects import CancelTimer, LinkDuty, Remember, SetTimer
from flows.events import ChannelChanged
from storage.applying.outcome import Outcome
from storage.bulk import Bulk, kept_or
from storage.ids import new_id
from storage.schema import contacts
from storage.unit import Unit

SECOND = 1_000_000


class People:
    """Collects what a batch changes about people, then writes it at once."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._known: dict[str, dict[str, object]] = {}
        self._consents: list[dict[str, object]] = []
        self._blocks: list[dict[str, object]] = []
        self._silences: dict[str, bool] = {}
        self._timers: dict[tuple[str, str], dict[str, object] | None] = {}
        self._forgotten: dict[str, tuple[Outcome, str]] = {}
        self._duties: list[tuple[str, str]] = []

    def meet(self, outcome: Outcome) -> None:
        """Note whether they shut us out at the provider; writing again ends a silence (safety S9)."""
        what = outcome.claimed.what
        if outcome.contact.silent and outcome.heard is not None:
            self._silences[outcome.contact.id] = False
        if isinstance(what, ChannelChanged):
            blocked = self._now if what.blocked else None
            self._blocks.append({"of": outcome.contact.id, "when": blocked})

    def remember(self, outcome: Outcome, effect: Remember) -> None:
        """Keep language, municipality, spelling; None leaves them."""
        about = self._about(outcome)
        for name in KNOWN_FIELDS:
            value = getattr(effect, name)
            if value is not None:
                about[name] = value

    def consent(self, outcome: Outcome, *, opted_out: bool) -> None:
        """No broadcasts, or broadcasts again (S14)."""
        when = self._now if opted_out else None
        self._consents.append({"of": outcome.contact.id, "when": when})
        if not opted_out:  # by SMS nobody reports that a block has ended
            self._blocks.append({"of": outcome.contact.id, "when": None})

    def leave(self, outcome: Outcome) -> None:
        """An exit word: no campaign either until they write again (safety S9)."""
        self._silences[outcome.contact.id] = True

    def set_timer(self, outcome: Outcome, effect: SetTimer) -> None:
        """Set or move a timer."""
        contact = outcome.contact.id
        self._timers[contact, effect.kind] = {
            "contact": contact,
            "kind": effect.kind,
            "due_at": self._now + effect.after * SECOND,
            "person": outcome.claimed.person,
            "line": outcome.contact.line,
        }

    def cancel_timer(self, outcome: Outcome, effect: CancelTimer) -> None:
        """Forget a timer."""
        self._timers[outcome.contact.id, effect.kind] = None

    def forget(self, outcome: Outcome) -> None:
        """Unlink (S7): whoever writes from this address next is somebody new."""
        self._forgotten[outcome.contact.id] = (outcome, new_id(self._now))

    def link_duty(self, outcome: Outcome, effect: LinkDuty) -> None:
        """Join this chat to the account that holds the token."""
        self._duties.append((outcome.contact.id, effect.token))

    def is_forgotten(self, contact: str) -> bool:
        """True when this turn forgets them: their session is not kept."""
        return contact in self._forgotten

    def stands_in(self, contact: str) -> str:
        """To whom answers go: the new contact of somebody who is being forgotten."""
        forgotten = self._forgotten.get(contact)
        return forgotten[1] if forgotten else contact

    def write(self, unit: Unit) -> None:
        """All of it; the forgotten last but one, so that nothing of them comes back."""
        KNOW.run(unit.connection, list(self._known.values()))
        CONSENT.run(unit.connection, self._consents)
        stopped = [str(one["of"]) for one in self._consents if one["when"] is not None]
        unit.outbox.drop_campaigns(stopped, self._now)
        BLOCK.run(unit.connection, self._blocks)
        silences = [{"of": of, "silent": on} for of, on in self._silences.items()]
        SILENCE.run(unit.connection, silences)
        for contact, token in self._duties:
            unit.tokens.link_duty(token, contact, self._now)
        for outcome, stand_in in self._forgotten.values():
            self._unlink(unit, outcome, stand_in)
        unit.timers.set([row for row in self._timers.values() if row])
        unit.timers.cancel([key for key, row in self._timers.items() if row is None])

    def _about(self, outcome: Outcome) -> dict[str, object]:
        empty = dict.fromkeys(KNOWN_FIELDS)
        return self._known.setdefault(outcome.contact.id, {"of": outcome.contact.id, **empty})

    def _unlink(self, unit: Unit, outcome: Outcome, stand_in: str) -> None:
        contact = outcome.contact.id
        self._timers = {key: row for key, row in self._timers.items() if key[0] != contact}
        row = {"contact": contact, "now": self._now}
        nobody = {"random": secrets.token_bytes(16), "empty": b""}
        unit.connection.execute(UNLINK, row | nobody)
        for statement in (ERASE_ASKED, PART, DROP_TIMERS):
            unit.connection.execute(statement, row)
        unit.sessions.forget([contact])
        unit.outbox.drop_waiting([contact], "forgotten", self._now)
        unit.contacts.welcome(stand_in, outcome.claimed, self._now)


_one = update(contacts).where(contacts.c.id == bindparam("of"))
KNOWN_FIELDS = ("language", "municipality", "diacritics", "area")
KNOW = Bulk(_one.values(**kept_or(contacts, KNOWN_FIELDS)))
CONSENT = Bulk(_one.values(opted_out_at=bindparam("when")))
BLOCK = Bulk(_one.values(blocked_at=bindparam("when")))
SILENCE = Bulk(_one.values(silent=bindparam("silent")))

UNLINK = text("""
    UPDATE contacts SET address_index = :random, address_enc = :empty, unlinked_at = :now,
        opted_out_at = :now, language = '', municipality = NULL, profession_enc = NULL,
        verified_at = NULL, verified_by = NULL, operator = NULL, topics = '', area = '', point = '',
        country = ''
    WHERE id = :contact
""")
ERASE_ASKED = text("""
    UPDATE reports SET erase_asked_at = :now WHERE contact = :contact
    AND "case" IN (SELECT id FROM cases WHERE state <> 'closed')
""")
PART = text("UPDATE reports SET contact = NULL WHERE contact = :contact")
DROP_TIMERS = text("DELETE FROM timers WHERE contact = :contact")

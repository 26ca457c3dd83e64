"""What people agreed to get changes, each time with its proof (safety S14, S15)."""

from collections.abc import Callable, Iterable

from sqlalchemy import bindparam, update

from flows.effects import Subscribe, Unsubscribe
from flows.events import ChannelChanged
from storage.applying.outcome import Outcome
from storage.bulk import Bulk
from storage.consents import Consent, kept
from storage.schema import contacts
from storage.unit import Unit


class Agreements:
    """Collects the yes and no of a batch, then writes them at once."""

    def __init__(self, now: int, campaign_of: Callable[[str], int | None]) -> None:
        """`campaign_of`: the campaign that a person may be answering with a no."""
        self._now = now
        self._campaign_of = campaign_of
        self._topics: dict[str, set[str]] = {}
        self._acts: list[Consent] = []

    def give(self, outcome: Outcome, effect: Subscribe) -> None:
        """These topics from now on."""
        self._of(outcome).update(effect.topics)
        self._note(outcome, "given", effect.topics, effect.way, effect.text, effect.digest)

    def withdraw(self, outcome: Outcome, effect: Unsubscribe) -> None:
        """These topics no more."""
        self._take(outcome, effect.topics, effect.way)

    def withdraw_all(self, outcome: Outcome, way: str = "word") -> None:
        """Nothing any more: a stop word, a block, forget me."""
        blocked = isinstance(outcome.claimed.what, ChannelChanged)
        self._take(outcome, tuple(self._of(outcome)), "blocked" if blocked else way)

    def write(self, unit: Unit) -> None:
        """The topics that changed, and the proof."""
        rows = [{"of": of, "topics": kept(tuple(now))} for of, now in self._topics.items()]
        TOPICS.run(unit.connection, rows if self._acts else [])
        unit.consents.add(self._acts)

    def _of(self, outcome: Outcome) -> set[str]:
        return self._topics.setdefault(outcome.contact.id, set(outcome.contact.topics))

    def _take(self, outcome: Outcome, topics: Iterable[str], way: str) -> None:
        own = self._of(outcome)
        gone = tuple(sorted(own & set(topics)))
        own -= set(gone)
        if gone:
            self._note(outcome, "withdrawn", gone, way)

    def _note(  # noqa: PLR0913  a proof is these facts
        self,
        outcome: Outcome,
        what: str,
        topics: tuple[str, ...],
        way: str,
        text: str = "",
        digest: str = "",
    ) -> None:
        self._acts.append(
            Consent(
                contact=outcome.contact.id,
                line=outcome.contact.line,
                municipality=outcome.session.municipality or outcome.contact.municipality,
                what=what,
                topics=topics,
                way=way,
                at=self._now,
                text=text,
                digest=digest,
                campaign=self._campaign_of(outcome.contact.id) if what == "withdrawn" else None,
            )
        )


TOPICS = Bulk(
    update(contacts).where(contacts.c.id == bindparam("of")).values(topics=bindparam("topics"))
)

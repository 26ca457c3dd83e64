"""Messages that could not be read or did not arrive, as one operator may see them."""

from dataclasses import dataclass

from admin.desk import Desk
from storage.dead_letters import DeadLetter
from storage.undelivered import Undelivered
from storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Troubles:
    """`letters` came in and could not be read, `parcels` went out and may not have arrived."""

    letters: tuple[DeadLetter, ...] = ()
    parcels: tuple[Undelivered, ...] = ()

    @property
    def count(self) -> int:
        """How many wait for a person."""
        return len(self.letters) + len(self.parcels)


def find_troubles(desk: Desk, unit: Unit) -> Troubles:
    """Those of the operator's municipalities; none for who may not see failed messages."""
    if not desk.may("failed.view"):
        return Troubles()
    letters: dict[str, DeadLetter] = {}
    parcels: list[Undelivered] = []
    for place in desk.places:
        letters |= {letter.id: letter for letter in unit.dead_letters.waiting(place.slug)}
        circles = unit.municipalities.circles(place.slug)
        parcels += unit.undeliveries.waiting(place.slug, desk.staff, circles)
    return Troubles(tuple(letters.values()), tuple(parcels))

"""Which municipality a command is about."""

from storage.municipality import Municipality
from storage.settings import Settings
from storage.unit import Unit


class NotServed(Exception):
    """What was asked for is not served here; the text is for whoever typed the command."""


def place_of(unit: Unit, settings: Settings, asked: str) -> Municipality:
    """The municipality that was named, or the only one served; NotServed without it."""
    served = settings.municipalities
    if not asked and len(served) != 1:
        raise NotServed(f"say which with --municipality: {', '.join(served)}")
    slug = asked or served[0]
    place = unit.municipalities.get(slug) if slug in served else None
    if place is None:
        raise NotServed(
            f"{slug} is not served here; REFERO_MUNICIPALITIES, then refero seed {slug}"
        )
    return place

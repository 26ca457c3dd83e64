"""The form for a report that somebody told, by phone or in a message that could not be read."""

from typing import Any, Final

from admin.desk import Desk
from admin.naming import KNOWS, URGENCIES, name_of, named, options
from flows.events import ContactState
from storage.municipality import Municipality

KINDS: Final = ("someone", "self")
CONTACTS: Final[tuple[ContactState, ...]] = ("yes", "not_asked", "never")


def phone_form(desk: Desk, place: Municipality, seen: str = "") -> dict[str, Any]:
    """What phone_form.html shows for a municipality; `seen` is what is told already."""
    tongues = [(tag, one.name) for tag, one in desk.services.catalog.languages.items()]
    return {
        "seen": seen,
        "municipality": place.slug,
        "municipalities": [(one.slug, name_of(desk, one.names)) for one in desk.places],
        "tongues": tongues,
        "kinds": options(desk, "phone.kind", KINDS),
        "urgencies": options(desk, "urgency", URGENCIES),
        "categories": named(desk, place.group),
        "units": named(desk, place.administrative_unit),
        "knows": options(desk, "knows", KNOWS),
        "contact_states": options(desk, "phone.contact", CONTACTS),
    }

"""A small directory with everything in it: a day centre, a shelter, people public and not."""

from storage.audit import SYSTEM
from storage.database import Database
from storage.directory_entries import Change
from storage.entry import (
    AnyEntry,
    Contact,
    Kept,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    Words,
    derived,
)
from storage.municipality import Opening
from tests.storage.hot import NOW

CENTRE, CARE, HOUSE, LINK, HEAD, AIDE = (derived("test", name) for name in (
    "centre", "care", "house", "link", "head", "aide"))  # fmt: skip
KEEPER, REFUGE, SHELTER, BED, GUARD, DESK = (derived("test", name) for name in (
    "keeper", "refuge", "shelter", "bed", "guard", "desk"))  # fmt: skip
SECRET = "Rruga e Fshehtë 7"
MORNINGS = tuple(Opening(weekday=day, start="08:00", end="16:00") for day in range(5))
ENTRIES: dict[str, AnyEntry] = {
    CENTRE: Organization(
        name=Words(sq="Qendra Ditore", sr="Дневни центар", en="Day Centre"),
        description=Words(sq="Për të gjithë."), category="municipality",
        phones=("+35531122334",), email="qendra@kucova.example", website="https://qendra.example/",
        note="ask for the key",
    ),
    CARE: Service(
        organization=CENTRE, name=Words(sq="Kujdes", sr="Нега", en="Care"),
        description=Words(en="Care by day."), needs=("disability_support", "home_care"),
        units=("kucova", "perondi"), application=Words(en="Call first."), fees=Words(en="Free."),
        eligibility=Words(en="Adults."), hours=MORNINGS, languages=("sq", "rom"),
        phones=("112",), email="care@kucova.example", url="https://qendra.example/care",
    ),
    HOUSE: Location(
        organization=CENTRE, name=Words(sq="Shtëpia e Bardhë"), unit="kucova", languages=("sq",),
        address="Rruga e Re 1", city="Kuçovë", county="Berat", postal_code="5301",
        hours=(*MORNINGS, Opening(weekday=5, start="09:00", end="12:00")),
    ),
    LINK: ServiceAtLocation(service=CARE, location=HOUSE, description=Words(sq="Kati i parë")),
    HEAD: Contact(
        organization=CENTRE, location=HOUSE, unit="kucova", name="Drita Prova",
        title=Words(sq="Drejtuese", sr="Директорка", en="Director"), phones=("+355691234567",),
        email="drita@kucova.example", languages=("sq", "en"), hours=MORNINGS, public=True,
    ),
    AIDE: Contact(
        organization=CENTRE, unit="perondi", name="Agim Fshehur", title=Words(sq="Punonjës"),
        phones=("+355697654321",), email="agim@kucova.example",
    ),
    KEEPER: Organization(
        name=Words(sq="Qendra e Grave", en="Women's Centre"), category="civil_society",
        phones=("116117", "+35531999888"),
    ),
    REFUGE: Service(
        organization=KEEPER, name=Words(sq="Mbrojtje", en="Protection"), needs=("safety",),
        units=("lumas",), hours=MORNINGS, phones=("+35531999888",),
    ),
    SHELTER: Location(
        organization=KEEPER, name=Words(sq="Strehëza"), unit="lumas", address=SECRET, city="Lumas",
        phones=("+35531999888",), confidential=True,
    ),
    BED: ServiceAtLocation(service=REFUGE, location=SHELTER),
    GUARD: Contact(
        organization=KEEPER, location=SHELTER, unit="lumas", title=Words(sq="Rojë"),
        phones=("129",), public=True,
    ),
    DESK: Contact(
        organization=KEEPER, unit="lumas", title=Words(sq="Sekretari"), phones=("127",), public=True,
    ),
}  # fmt: skip
"""What would locate the shelter: its address, its unit, its phone, whoever sits there."""


def kept(entries: dict[str, AnyEntry] | None = None) -> dict[str, Kept]:
    """Entries as they come from storage."""
    given = ENTRIES if entries is None else entries
    return {own: Kept(own, "kucova", 1, NOW, entry) for own, entry in given.items()}


def fill(db: Database, slug: str = "kucova") -> None:
    """The directory of a municipality in a database."""
    change = Change(SYSTEM, "created", NOW)

    def write(unit: object) -> None:
        for own, entry in ENTRIES.items():
            unit.directory.add(slug, entry, change, own)  # type: ignore[attr-defined]

    db.write_now(write)

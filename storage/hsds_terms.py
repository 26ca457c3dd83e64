"""Words of HSDS 3.0 that ours are put into, and the ids of what we classify by.

Source: github.com/openreferral/specification, branch 3.0, schema/*.json.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal, Protocol, get_args

import msgspec

from storage.entry import Status, Words, derived
from storage.municipality import AdministrativeUnit, Category, Municipality, Need

VERSION: Final = "3.0"
PROFILE: Final = "https://docs.openreferral.org/en/3.0/hsds/overview.html"
OPENAPI: Final = (
    "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
)
Outside = Literal["active", "inactive", "defunct", "temporarily closed"]
STATUS: Final[Mapping[Status, Outside]] = {
    "active": "active",
    "inactive": "inactive",
    "defunct": "defunct",
    "temporarily closed": "temporarily closed",
    # Nobody may be sent to what is not there yet, or to what nobody confirmed.
    "planned": "inactive",
    "unconfirmed": "inactive",
}
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Table = Literal["need", "unit", "category"]
TABLES: Final[tuple[Table, ...]] = ("need", "unit", "category")


class Sentences(Protocol):
    """What we need of a catalogue."""

    def text(self, key: str, language: str, /, **params: str) -> str:
        """The sentence of a key in a language."""

    def has(self, key: str, language: str, /) -> bool:
        """Tell whether there is one."""


class Speech(msgspec.Struct, frozen=True):
    """In which BCP 47 language texts are given; storage itself speaks no sentence.

    `latin` makes Serbian Latin; `catalog` holds the sentences.
    """

    language: str
    latin: Callable[[str], str]
    catalog: Sentences

    def say(self, key: str, **places: str) -> str:
        """A sentence of the catalogue; "" for one that nobody wrote."""
        if not self.catalog.has(key, self.language):
            return ""
        return self.catalog.text(key, self.language, **places)

    def text(self, words: Words, place: Municipality) -> str:
        """A text in this language, else in the municipality's first one, else in any."""
        return words.find(self.language, place.first_language, self.latin)


class Term(msgspec.Struct, frozen=True):
    """A term of one of our three taxonomies: `code` is the coded word that entries keep."""

    table: Table
    code: str
    id: str
    name: str


def taxonomy_id(place: Municipality, table: Table) -> str:
    """The id of a taxonomy; needs and units are a municipality's own."""
    return (
        derived("taxonomy", table)
        if table == "category"
        else derived("taxonomy", table, place.slug)
    )


def term_id(place: Municipality, table: Table, code: str) -> str:
    """The id of a term."""
    return derived(taxonomy_id(place, table), code)


def terms(place: Municipality, speech: Speech) -> list[Term]:
    """Every term that an entry of the municipality may be classified by."""
    rows: dict[Table, list[tuple[str, str]]] = {
        "need": [(one.id, speech.text(_words(one), place)) for one in place.need],
        "unit": [(one.id, speech.text(_words(one), place)) for one in place.administrative_unit],
        "category": [
            (code, speech.say(f"directory.category.{code}")) for code in get_args(Category)
        ],
    }
    return [
        Term(table, code, term_id(place, table, code), name)
        for table in TABLES
        for code, name in rows[table]
    ]


def _words(row: Need | AdministrativeUnit) -> Words:
    names = row.names
    return Words(sq=names.sq, sr=names.sr, en=names.en)

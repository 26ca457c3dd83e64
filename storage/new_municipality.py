"""A file for one more municipality: every fact that nobody has stated yet is a named hole."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import Final

from storage.directory import SEEDS, load_municipality
from storage.municipality import Municipality

SKELETON: Final = SEEDS.parent / "skeleton"
OF_COUNTRY: Final = {
    "AL": {"ZONE": "Europe/Tirane", "OFFICIAL": '["sq"]', "OFFICE": "bashkisë"},
    "XK": {"ZONE": "Europe/Belgrade", "OFFICIAL": '["sq", "sr"]', "OFFICE": "komunës"},
}
"""What differs by ISO 3166 country; Kosovo has no IANA zone of its own."""


class NameTaken(Exception):
    """There is a file of this slug already, or no slug can be made of the name."""


def new_municipality(name: str, cyrillic: str, country: str, folder: Path = SEEDS) -> Municipality:
    """Write the file of a municipality called `name`, in Serbian `cyrillic`; what stands in it.

    NameTaken when its slug is in use. Nothing else has to be changed to serve it.
    """
    slug = slug_of(name)
    path = folder / f"{slug}.toml"
    if not slug or path.exists():
        raise NameTaken(slug)
    taken = {load_municipality(other).code_prefix for other in folder.glob("*.toml")}
    words = {
        **OF_COUNTRY[country],
        "NAME": name,
        "CYRILLIC": cyrillic,
        "SLUG": slug,
        "COUNTRY": country,
        "PREFIX": _free_prefix(slug, taken),
    }
    source = (SKELETON / "municipality.toml").read_text(encoding="utf-8")
    numbers = (SKELETON / f"{country}.toml").read_text(encoding="utf-8")
    path.write_text(_filled(source.replace("@EMERGENCY@", numbers), words), encoding="utf-8")
    return load_municipality(path)


def slug_of(name: str) -> str:
    """Return the name as it stands in addresses: "Fushë Kosovë" is fushe-kosove."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _free_prefix(slug: str, taken: Collection[str]) -> str:
    """Two letters of the name that no other municipality's codes begin with."""
    letters = [letter for letter in slug.upper() if letter.isalpha()]
    pairs = [letters[0] + second for second in (*letters[1:], *"ABCDEFGHJKMNPQRSTVWXYZ")]
    free: str = next(pair for pair in pairs if pair not in taken)
    return free


def _filled(source: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        source = source.replace(f"@{name}@", word)
    return source

"""`refero municipality new NAME`: a file for one more municipality, every unknown fact a hole."""

import sys
from argparse import ArgumentParser, Namespace

from storage.new_municipality import OF_COUNTRY, NameTaken, new_municipality


def arguments(parser: ArgumentParser) -> None:
    """Its name in Albanian and in Serbian Cyrillic, and its country."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    new = acts.add_parser("new", help="write a municipality file with every hole named")
    new.add_argument("name", help='for example "Vushtrri"')
    new.add_argument("--serbian", required=True, help="the name in Serbian Cyrillic")
    new.add_argument("--country", choices=tuple(OF_COUNTRY), required=True, help="ISO 3166")


def run(options: Namespace) -> int:
    """1 when there is such a file already."""
    try:
        place = new_municipality(options.name, options.serbian, options.country)
    except NameTaken:
        print(f"refero municipality: {options.name} is taken, or is no name", file=sys.stderr)
        return 1
    file = f"storage/seeds/municipalities/{place.slug}.toml"
    print(f"{file}: written, {len(place.holes())} facts missing")
    print(
        f"next: fill it, refero check, refero seed {place.slug}, name it in REFERO_MUNICIPALITIES"
    )
    return 0

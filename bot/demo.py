"""`make run`: the demo municipality and operators that nobody has to set up."""

import secrets
from collections.abc import Callable
from typing import Final

from storage.audit import SYSTEM
from storage.campaign_money import Price
from storage.database import Database
from storage.directory import load_directory
from storage.operators import NewOperator
from storage.settings import Settings
from storage.unit import Unit

OPERATORS: Final = {
    "operator": frozenset({"operator"}),
    "worker": frozenset({"unit_worker"}),
    "both": frozenset({"operator", "unit_worker"}),
    "child": frozenset({"child_protection"}),
    "safety": frozenset({"dv_coordinator"}),
    "supervisor": frozenset({"supervisor"}),
    "editor": frozenset({"editor"}),
    "campaigner": frozenset({"campaigns"}),
    "admin": frozenset({"municipality_admin"}),
}
UNIT: Final = "njvnr"
ELSEWHERE: Final = {
    "child": "njmf",
    "safety": "directorate",
    "supervisor": "",
    "editor": "",
    "campaigner": "",
    "admin": "",
}
"""Who does not sit in the line's unit; "" watches over all of them."""
LETTERS: Final = "bcdfghjkmnpqrstvwxz"
"""No vowel and no digit: never a word, a name or a number, so that no draw is a habit (R34)."""


def prepare(database: Database, settings: Settings, clock: Callable[[], int]) -> dict[str, str]:
    """Seed the municipalities and, at the first start only, make operators: name → password."""
    places = load_directory(settings.municipalities)

    def work(unit: Unit) -> dict[str, str]:
        now = clock()
        for place in places:
            unit.municipalities.seed(place, now)
            unit.directory.seed(place, now)
        if unit.operators.all(places[0].slug):
            return {}
        for country in PRICED:
            price = Price(
                "twilio", country, DEMO_PRICE, "EUR", "simulated: nobody is paid in a demo"
            )
            unit.campaign_money.set_price(places[0].slug, price, SYSTEM, now)
        return {name: _make(unit, name, places[0].slug, now) for name in OPERATORS}

    return database.write_now(work)


PRICED: Final = ("AL", "XK")
DEMO_PRICE: Final = 50_000
"""Millionths of a euro a segment, so that a newcomer sees what a campaign would cost."""


def _make(unit: Unit, name: str, municipality: str, now: int) -> str:
    password = draw_password()
    place = ELSEWHERE.get(name, UNIT)
    new = NewOperator(name=name, roles=OPERATORS[name], municipality=municipality, unit=place)
    operator_id = unit.operators.add(new, now)
    unit.operators.set_password(operator_id, password)
    return password


def draw_password() -> str:
    """16 random letters (67 bits) in four groups, as "kzrt-bfmd-wxqj-hpns"."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def welcome(bind: str, passwords: dict[str, str]) -> str:
    """What the terminal shows: where to go and how to sign in."""
    lines = [
        "",
        f"  Refero runs at      http://{bind}/",
        f"  Simulated phones    http://{bind}/phones",
        f"  The desk            http://{bind}/desk/",
        "",
    ]
    if passwords:
        lines += ["  Sign in as          with (shown only now)"]
        lines += [f"    {name:<18}{password}" for name, password in passwords.items()]
    else:
        lines += [
            f"  Sign in as {', '.join(OPERATORS)}; the passwords were shown at the first start.",
            "  A new sign-in link:  .venv/bin/refero user reset NAME",
        ]
    return "\n".join([*lines, "", "  Ctrl-C stops it; the data stay.", ""])

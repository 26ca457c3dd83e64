"""`refero user add|disable|reset NAME`: operators and how they get in.

The link and the second factor are printed once, to whoever runs this, and nowhere else (R34).
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import closing
from typing import Final, get_args

from bot.clock import now
from bot.opening import open_database
from locales.languages import load_languages
from storage.audit import SYSTEM
from storage.municipality import Role
from storage.operators import Account, NewOperator
from storage.passwords import ALONE, LONGEST, WITH_SECOND_FACTOR, PasswordRefused
from storage.settings import Settings
from storage.unit import Unit

REFUSALS: Final = {
    "short": f"is too short: {ALONE} characters, {WITH_SECOND_FACTOR} with a second factor",
    "long": f"is too long: at most {LONGEST} characters",
    "common": "is one that many people use",
    "name": "holds the account's name",
}

LONGEST_NAME: Final = 64


class Unknown(Exception):
    """A name that does not fit what the database holds."""


def arguments(parser: ArgumentParser) -> None:
    """`add NAME --role …`, `disable NAME`, `reset NAME`."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="add|disable|reset")
    add = acts.add_parser("add", help="a new account")
    add.add_argument("--role", action="append", required=True, choices=get_args(Role))
    add.add_argument("--municipality", default="", help="works for this one alone")
    add.add_argument("--unit", default="", help="works in this unit of it alone")
    add.add_argument("--language", default="sq", help="of the console, as a BCP 47 tag")
    disable = acts.add_parser("disable", help="ends sessions, links and pings at once")
    reset = acts.add_parser("reset", help="new ways in; lets a disabled account in again")
    for act in (add, disable, reset):
        act.add_argument("name")
    for act in (add, reset):
        act.add_argument("--password-stdin", action="store_true", help="instead of a link")


def run(options: Namespace) -> int:
    """Everything or nothing is written; what is to be handed over is printed."""
    password = typed_password(options)
    with closing(open_database(options.settings)) as database:
        try:
            lines = database.write_now(lambda unit: ACTS[options.act](unit, options, password))
        except PasswordRefused as refused:
            return complain(f"the password {REFUSALS[refused.reason]}")
        except Unknown as wrong:
            return complain(str(wrong))
    print("\n".join(lines))
    return 0


def typed_password(options: Namespace) -> str | None:
    """The first line of standard input when --password-stdin asks for it."""
    if not getattr(options, "password_stdin", False):
        return None
    return sys.stdin.readline().rstrip("\r\n")


def complain(what: str) -> int:
    """One line on standard error; the exit code."""
    print(f"refero user: {what}", file=sys.stderr)
    return 1


def add(unit: Unit, options: Namespace, password: str | None) -> list[str]:
    """A new account and its ways in."""
    if unit.operators.find(options.name):
        raise Unknown(f"{options.name} exists: `refero user reset {options.name}` lets them in")
    check_name(options)
    check_place(unit, options)
    new = NewOperator(
        name=options.name,
        roles=frozenset(options.role),
        municipality=options.municipality,
        language=options.language,
        unit=options.unit,
    )
    unit.operators.add(new, now())
    account = written(unit, options.name, "add_user")
    return [f"{options.name} was added", *ways_in(unit, account, options.settings, password)]


def disable(unit: Unit, options: Namespace, _password: str | None) -> list[str]:
    """Nothing of the account works any more."""
    account = written(unit, options.name, "disable_user")
    unit.operators.disable(account.operator.id, now())
    return [f"{options.name} is disabled"]


def reset(unit: Unit, options: Namespace, password: str | None) -> list[str]:
    """Old password and second factor end, new ones are handed out."""
    account = written(unit, options.name, "reset_user")
    unit.operators.reset(account.operator.id)
    unit.operators.enable(account.operator.id)
    return [f"{options.name} was reset", *ways_in(unit, account, options.settings, password)]


def written(unit: Unit, name: str, action: str) -> Account:
    """The account of this name, after the act stands in the audit chain."""
    account = unit.operators.find(name)
    if account is None:
        raise Unknown(f"nobody is called {name}: `refero user add {name} --role ROLE`")
    place, operator_id = account.operator.municipality, account.operator.id
    detail = {"roles": ",".join(sorted(account.operator.roles))}
    unit.audit.add(place, SYSTEM, action, operator_id, detail, now())
    return account


def check_name(options: Namespace) -> None:
    """Unknown unless the name can be typed at the desk, and the desk speaks the language."""
    if not (options.name.isprintable() and 0 < len(options.name.strip()) <= LONGEST_NAME):
        raise Unknown(f"a name has 1 to {LONGEST_NAME} letters, digits or signs")
    languages = load_languages()
    if options.language not in languages:
        raise Unknown(f"no language {options.language}: {', '.join(languages)}")


def check_place(unit: Unit, options: Namespace) -> None:
    """Unknown unless municipality and unit are in the database."""
    if not options.municipality:
        if options.unit:
            raise Unknown("a unit belongs to a municipality: add --municipality")
        return
    place = unit.municipalities.get(options.municipality)
    if place is None:
        raise Unknown(f"no municipality {options.municipality}: `refero seed` writes it")
    units = [each.id for each in place.unit]
    if options.unit and options.unit not in units:
        raise Unknown(f"{options.municipality} has no unit {options.unit}: {', '.join(units)}")


def ways_in(unit: Unit, account: Account, settings: Settings, password: str | None) -> list[str]:
    """The link, unless there is a password, and the second factor where it is demanded."""
    operator_id = account.operator.id
    lines = []
    if account.needs_second_factor and settings.env != "demo":
        lines.append(f"second factor, shown once: {unit.operators.new_totp(operator_id)}")
    if password is not None:
        unit.operators.set_password(operator_id, password)
    else:
        token = unit.tokens.make(operator_id, "sign_in", now())
        base = settings.public_url or f"http://{settings.bind}"
        lines.append(f"sign in once, within a day: {base}/desk/sign-in/link/{token}")
    return lines


ACTS: Final[dict[str, Callable[[Unit, Namespace, str | None], list[str]]]] = {
    "add": add,
    "disable": disable,
    "reset": reset,
}

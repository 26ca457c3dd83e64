"""`refero audit verify`: every chain of acts is as it was written."""

from argparse import ArgumentParser, Namespace
from contextlib import closing

from bot.opening import open_database
from storage.audit import Broken
from storage.unit import Unit


def arguments(parser: ArgumentParser) -> None:
    """`verify` is all for now."""
    parser.add_argument("act", choices=("verify",))


def run(options: Namespace) -> int:
    """One line a chain; 1 when one is broken."""
    with closing(open_database(options.settings)) as database:
        found = database.read_now(verify_all)
    for name, (acts, broken) in found.items():
        state = f"broken at number {broken.number}" if broken else f"{acts} acts, whole"
        print(f"{name or 'system'}: {state}")
    if not found:
        print("no acts yet")
    return int(any(broken for _, broken in found.values()))


def verify_all(unit: Unit) -> dict[str, tuple[int, Broken | None]]:
    """By municipality ("" = the system): how many acts, and where the chain breaks."""
    audit = unit.audit
    return {name: (audit.head(name).number, audit.verify(name)) for name in audit.chains()}

"""`refero audit verify`: every chain of acts is as it was written."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from contextlib import closing

from bot.opening import open_database
from storage.anchors import Anchors
from storage.audit import Broken, Head
from storage.unit import Unit


def arguments(parser: ArgumentParser) -> None:
    """`verify` is all for now."""
    parser.add_argument("act", choices=("verify",))


def run(options: Namespace) -> int:
    """One line a chain; 1 when one is broken."""
    anchors = Anchors(options.settings.data_dir).last()
    with closing(open_database(options.settings)) as database:
        found = database.read_now(lambda unit: verify_all(unit, anchors))
    for name, (acts, broken) in found.items():
        state = f"broken at number {broken.number}" if broken else f"{acts} acts, whole"
        print(f"{name or 'system'}: {state}")
    if not found:
        print("no acts yet")
    return int(any(broken for _, broken in found.values()))


def verify_all(unit: Unit, anchors: Mapping[str, Head]) -> dict[str, tuple[int, Broken | None]]:
    """By municipality ("" = the system): how many acts, and where the chain breaks.

    A chain that is shorter than its anchor, or gone, is broken too.
    """
    audit = unit.audit
    names = sorted({*audit.chains(), *anchors})
    return {
        name: (audit.head(name).number, audit.verify(name, anchors.get(name))) for name in names
    }

"""`refero purge`: what is not needed any more goes now instead of within the hour."""

from argparse import ArgumentParser, Namespace
from contextlib import closing

from bot.clock import now
from bot.opening import open_database
from storage.unit import Unit


def arguments(parser: ArgumentParser) -> None:
    """Nothing to choose: the times are those of the retention rules."""


def run(options: Namespace) -> int:
    """Empty raw bodies of over seven days ago, old tries, ended links and sessions."""
    with closing(open_database(options.settings)) as database:
        emptied = database.write_now(purge_all)
    print(f"{emptied} raw bodies emptied")
    return 0


def purge_all(unit: Unit) -> int:
    """How many bodies were emptied."""
    at = now()
    unit.retention.purge_tries(at)
    return unit.retention.purge_raw(at)

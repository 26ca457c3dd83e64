"""`refero migrate`: the database gets the newest schema; safe to run twice."""

from argparse import ArgumentParser, Namespace
from contextlib import closing

from bot.opening import open_database


def arguments(parser: ArgumentParser) -> None:
    """Nothing to choose."""


def run(options: Namespace) -> int:
    """Opening migrates."""
    with closing(open_database(options.settings)):
        print("the database has the newest schema")
    return 0

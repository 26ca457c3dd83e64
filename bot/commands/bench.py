"""`refero bench [intake|packs|campaign]`: the project's own benchmarks, each a ratio against a bare floor."""

from argparse import ArgumentParser, Namespace
from importlib import import_module
from typing import Final

BENCHMARKS: Final = {
    "intake": "benchmarks.intake",
    "packs": "benchmarks.packs",
    "campaign": "benchmarks.campaign",
}


def arguments(parser: ArgumentParser) -> None:
    """Which one; intake when none is named."""
    parser.add_argument("name", nargs="?", default="intake", choices=tuple(BENCHMARKS))


def run(options: Namespace) -> int:
    """1 when a ratio is below the least."""
    return int(import_module(BENCHMARKS[options.name]).main())

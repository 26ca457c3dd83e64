"""`refero keys new`: a secret key as it stands in REFERO_SECRET_KEYS."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from bot.clock import now
from storage.vault import new_key


def arguments(parser: ArgumentParser) -> None:
    """`new`, and an id other than the day's date."""
    parser.add_argument("act", choices=("new",))
    parser.add_argument("--id", default="", help="letters and digits (default: k and the date)")


def run(options: Namespace) -> int:
    """Print one key; nothing is kept."""
    today = datetime.fromtimestamp(now() / 1e6, UTC)
    print(new_key(options.id or f"k{today:%Y%m%d}"))
    return 0

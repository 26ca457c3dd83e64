"""`refero packs learn`: work on the information packs as a whole."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Final

from bot.asking import keep_weights, learned_today


def arguments(parser: ArgumentParser) -> None:
    """Which of them."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("learn", help="learn from the phrases how people ask; writes asked.bin")


def run(options: Namespace) -> int:
    """0 when done."""
    return ACTS[options.act](options)


def learn_again(options: Namespace) -> int:  # noqa: ARG001 it takes none
    """Learn from packs/*/asked.toml, off_topic.toml and report.toml; the same for the same phrases."""
    weights = learned_today()
    keep_weights(weights)
    print(f"learned {len(weights.topics)} topics from the phrases as they stand")
    return 0


ACTS: Final[dict[str, Callable[[Namespace], int]]] = {"learn": learn_again}

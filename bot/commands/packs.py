"""`refero packs learn|table`: work on the information packs as a whole."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Final

from bot.asking import keep_weights, learned_today
from locales.coverage import coverage_table
from locales.languages import load_languages
from locales.packs import PackError, load_packs

HEAD: Final = """# What the information packs cover

Topics by municipality: whether it has the thing (`exists`), plans it for a year, or has to be asked
first (`to confirm`), and the languages in which it is told (`sr` in both scripts); – where no source
of that municipality says anything. Written from `locales/packs/` by

```sh
refero packs table > docs/packs-coverage.md
```

"""


def arguments(parser: ArgumentParser) -> None:
    """Which of them."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("learn", help="learn from the phrases how people ask; writes asked.bin")
    acts.add_parser("table", help="print which topic holds where, in which languages")


def run(options: Namespace) -> int:
    """0 when done, 1 when something is amiss."""
    return ACTS[options.act](options)


def learn_again(options: Namespace) -> int:  # noqa: ARG001 it takes none
    """Learn from packs/*/asked.toml, off_topic.toml and report.toml; the same for the same phrases."""
    weights = learned_today()
    keep_weights(weights)
    print(f"learned {len(weights.topics)} topics from the phrases as they stand")
    return 0


def table(options: Namespace) -> int:  # noqa: ARG001 it takes none
    """The page on standard output; 1 when `refero check` has to name mistakes first."""
    try:
        sys.stdout.write(HEAD + coverage_table(load_packs(), load_languages()))
    except PackError as wrong:
        print(f"refero packs: {len(wrong.mistakes)} to mend, see `refero check`", file=sys.stderr)
        return 1
    return 0


ACTS: Final[dict[str, Callable[[Namespace], int]]] = {"learn": learn_again, "table": table}

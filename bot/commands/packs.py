"""`refero packs table`: what the information packs cover, as the page docs/packs-coverage.md."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Final

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
    """What to do with them."""
    parser.add_argument("act", choices=tuple(ACTS))


def run(options: Namespace) -> int:
    """1 when the packs have mistakes, which `refero check` names with their remedies."""
    return ACTS[options.act]()


def table() -> int:
    """The page on standard output."""
    try:
        sys.stdout.write(HEAD + coverage_table(load_packs(), load_languages()))
    except PackError as wrong:
        print(f"refero packs: {len(wrong.mistakes)} to mend, see `refero check`", file=sys.stderr)
        return 1
    return 0


ACTS: Final[dict[str, Callable[[], int]]] = {"table": table}

"""Where a pack's facts come from, in kinds that can be said in plain words.

Sources are written for whoever checks them: "kucova L670-677: which children" is a place in the
plan of that municipality, "national lines" the list of national numbers, "ours" and "safety S12"
a rule of this line, and "kucova: no fee named" what the plan leaves open. A source written otherwise,
as by an editor, already is in plain words.
"""

import re
from collections.abc import Sequence
from typing import Final

PLAN: Final = re.compile(r"\b[a-z][a-z-]+ L\d+")
NATIONAL: Final = re.compile(r"\bnational lines\b")
OURS: Final = re.compile(r"\bours\b|\bsafety S\d+")
KINDS: Final = {"plan": PLAN, "national": NATIONAL, "line": OURS}
"""Each is the end of a key `source.…`."""


def source_kinds(sources: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds that stand behind `sources`, in the order of KINDS."""
    return tuple(kind for kind, sign in KINDS.items() if any(map(sign.search, sources)))


def plain_sources(sources: Sequence[str], place: str) -> tuple[str, ...]:
    """Return the sources of no kind, as they are written; what the plan of `place` lacks is none."""
    stated = (one for one in sources if not one.startswith(f"{place}: "))
    return tuple(one for one in stated if not _of_a_kind(one))


def _of_a_kind(source: str) -> bool:
    return any(sign.search(source) for sign in KINDS.values())

"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    """A passage that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    words: str


def differences(before: str, after: str) -> list[Piece]:
    """The passages of both texts in their order; what went stands before what came."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces: list[Piece] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(old[i1:i2])))
            continue
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        pieces += [Piece("gone", gone)] if gone else []
        pieces += [Piece("new", come)] if come else []
    return pieces

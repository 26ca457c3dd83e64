"""What somebody else wrote, shown so that it can do nothing and hides nothing (R27, R30)."""

import unicodedata
from typing import Final

from markupsafe import Markup, escape

FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks by their category, yet nothing is seen of them."""
HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
KEPT: Final = frozenset("\n\t")


def inert(text: str) -> Markup:
    """Return `text` as safe HTML: escaped, each invisible or direction-turning sign spelled out.

    U+202E becomes a small label "U+202E". The joiner inside an emoji stays as it is.
    """
    pieces = (_shown(sign, text[at + 1 : at + 2]) for at, sign in enumerate(text))
    return Markup("").join(pieces)


def is_hidden(sign: str) -> bool:
    """Tell whether one character shows nothing, or turns the direction of what follows."""
    if sign in KEPT:
        return False
    return sign in FILLERS or unicodedata.category(sign) in HIDDEN


def _shown(sign: str, following: str) -> Markup:
    if not is_hidden(sign) or (sign == "\u200d" and _is_symbol(following)):
        return escape(sign)
    return Markup('<span class="hidden-sign">U+{:04X}</span>').format(ord(sign))


def _is_symbol(sign: str) -> bool:
    return bool(sign) and unicodedata.category(sign) == "So"

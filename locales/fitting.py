"""A text and a channel's limits become the exact parts that are sent (pure).

`fit` is called in the turn, so that outbox, desk, preview and tests hold exactly
what goes out; `segments` counts as the network does (3GPP TS 23.038 and 23.040).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from locales.folding import EXTENSION, fold, is_gsm

__all__ = ["SMS", "TELEGRAM", "Fitted", "Limits", "fit", "fold", "limits_of", "segments"]

BREAKS: Final = ("\n\n", "\n", ". ", "! ", "? ", "  ", " ")
"""Where a long text may be cut, the best place first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message of a channel can carry."""

    max_chars: int
    """UTF-16 units in one message."""
    segments: int | None
    """SMS segments in one message; None where nobody counts them."""
    buttons: bool
    """True: choices stay buttons. False: they become numbered words in the text."""
    folds: bool
    """True: the text is folded to GSM-7 (a contact may ask for diacritics: False)."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is sent: `parts` in order, and the buttons under the last part."""

    parts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...] = ()
    """(choice id, label) pairs; empty where the channel has no buttons."""


SMS: Final = Limits(max_chars=1600, segments=10, buttons=False, folds=True)
"""One message at Twilio: 1,600 characters at most (Twilio error 21617)."""
TELEGRAM: Final = Limits(max_chars=4096, segments=None, buttons=True, folds=False)
"""One sendMessage: 4,096 characters at most (Bot API, sendMessage)."""

DIACRITIC_SMS: Final = Limits(SMS.max_chars, SMS.segments, buttons=False, folds=False)


def limits_of(channel: str, *, diacritics: bool = False) -> Limits:
    """What one message carries; `diacritics`: to a contact who keeps ë and ć on SMS."""
    if channel != "sms":
        return TELEGRAM
    return DIACRITIC_SMS if diacritics else SMS


def segments(text: str, *, fold: bool = True) -> int:
    """Return how many SMS segments `text` costs; an empty text costs 0.

    With `fold` (the default) the text is counted as it is sent, folded to GSM-7.
    """
    sent = _folded(text) if fold else text
    if is_gsm(sent):
        return _pieces([2 if c in EXTENSION else 1 for c in sent], single=160, joined=153)
    return _pieces([2 if ord(c) > 0xFFFF else 1 for c in sent], single=70, joined=67)


def fit(text: str, choices: Sequence[tuple[str, str]], limits: Limits) -> Fitted:
    """Return the exact parts of `text` with its `choices`, (id, label) pairs in order.

    Without buttons the choices follow as numbered words from 1 ("1 Po  2 Jo"), in the
    order given, so that "2" names `choices[1]`. A text longer than one message is cut
    at a paragraph, line, sentence or word; the words of all parts are those of the text.
    """
    buttons = tuple(choices) if limits.buttons else ()
    whole = text if limits.buttons else _with_numbers(text, [label for _, label in choices])
    if limits.folds:
        whole = fold(whole)
    return Fitted(parts=_split(whole.strip(), limits), buttons=buttons)


_folded = fold


def _pieces(widths: list[int], *, single: int, joined: int) -> int:
    if sum(widths) <= single:
        return 1 if widths else 0
    count, used = 1, 0
    for width in widths:
        if used + width > joined:
            count, used = count + 1, 0
        used += width
    return count


def _with_numbers(text: str, labels: list[str]) -> str:
    if not labels:
        return text
    numbered = "  ".join(f"{n} {label}" for n, label in enumerate(labels, start=1))
    return f"{text} {numbered}" if text else numbered


def _split(text: str, limits: Limits) -> tuple[str, ...]:
    parts: list[str] = []
    while text and not _fits(text, limits):
        cut = _best_cut(text, _longest_prefix(text, limits))
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return (*parts, text) if text else tuple(parts)


def _fits(text: str, limits: Limits) -> bool:
    units = 2 * len(text)  # at most; the exact count is only made where it matters
    if units > limits.max_chars:
        units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if units > limits.max_chars:
        return False
    return limits.segments is None or segments(text, fold=False) <= limits.segments


def _longest_prefix(text: str, limits: Limits) -> int:
    low, high = 1, min(len(text), limits.max_chars)
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(text[:middle], limits):
            low = middle
        else:
            high = middle - 1
    return low


def _best_cut(text: str, room: int) -> int:
    """The last break of the best kind in the second half of the room, else any break."""
    window = text[: room + 1]
    for least in (room // 2, 1):
        for mark in BREAKS:
            found = window.rfind(mark)
            if found >= least:
                return min(found + len(mark), room)
    return room

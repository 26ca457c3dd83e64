"""Any text becomes letters that one GSM-7 segment of 160 carries (3GPP TS 23.038).

One Albanian or Serbian diacritic would turn 160 characters into 70, so SMS texts are
folded by default: ë e, ç c, č ć c, š s, ž z, đ dj, Cyrillic to Latin (issue, "SMS texts").
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from locales.serbian import among_capitals, to_latin

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The characters of one septet."""
EXTENSION: Final = frozenset("\f^{}\\[~]|€")
"""The characters that cost two septets (escape and character)."""
GSM: Final = BASIC | EXTENSION

_DOTS: Final = re.compile(r"[^\S\n]*[·•][^\S\n]*(?=\S)")
_PLAIN: Final = {
    "Ç": "C", "đ": "dj", "Đ": "Dj", "ł": "l", "Ł": "L", "ı": "i", "œ": "oe", "Œ": "Oe",
    "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ə": "e", "Ə": "E",
    "„": '"', "“": '"', "”": '"', "«": '"', "»": '"', "‟": '"',
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "ʼ": "'", "‹": "'", "›": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "→": "->", "←": "<-", "×": "x", "⁄": "/", "·": "-", "•": "-",
    "\t": " ", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n",
}  # fmt: skip


def is_gsm(text: str) -> bool:
    """Tell whether every character of `text` is in the GSM-7 alphabet."""
    return GSM.issuperset(text)


def fold(text: str) -> str:
    """Return `text` in GSM-7: base letters, ASCII quotes and dashes, ASCII digits.

    What has no base letter (emoji, other scripts) is dropped; a digit never is. A list
    with middle dots becomes one with commas: "112 · 129" reads "112, 129".
    """
    if text.isascii() and is_gsm(text):
        return text
    latin = to_latin(_DOTS.sub(_list_comma, unicodedata.normalize("NFC", text)))
    return "".join(_base(c, latin, i) for i, c in enumerate(latin))


def _list_comma(dot: re.Match[str]) -> str:
    begins_line = dot.start() == 0 or dot.string[dot.start() - 1] == "\n"
    return "- " if begins_line else ", "


def _base(letter: str, text: str, at: int) -> str:
    plain = _plain(letter)
    if len(plain) > 1 and letter.isupper() and among_capitals(text, at):
        return plain.upper()
    return plain


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    if letter in _PLAIN:
        return _PLAIN[letter]
    if letter in GSM:
        return letter
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    if letter.isspace():
        return " "
    return "".join(_unaccented(c) for c in to_latin(unicodedata.normalize("NFKD", letter)))


def _unaccented(letter: str) -> str:
    plain = _PLAIN.get(letter, letter)
    return plain if is_gsm(plain) else ""

"""What an SMS must never tell whoever holds the phone: words of the topic, and links (safety S4).

One home for the list: every text of ours is tested against it, and free words of staff are
held to it before they leave.
"""

import re
from typing import Final

from locales.folding import fold

STEMS: Final = (
    # sq
    "dhun", "abuz", "perdhun", "keqtraj", "rrah", "rreh", "kercen", "polic", "strehi", "strehez",
    r"mbrojtj\w* e femij", "viktim", "trafik", "denonc", "raport",
    # sr
    "nasil", "zlostav", "zlopotreb", "silov", "tuce", "pretn", "milic", "sklonis",
    r"sigurn\w* kuc", r"zastit\w* dec", "zrtv", r"trgovin\w* ljud", "prijav", "izvestaj",
    # en
    "violen", "abus", "assault", "rape", "beaten", "threat", "shelter", "child protection",
    "victim", "traffick", "report",
)  # fmt: skip
"""Beginnings of words, folded to small plain letters."""
TOPIC: Final = re.compile(rf"\b(?:{'|'.join(STEMS)})\w*")
SPELT: Final = re.compile(r"\b(?:\w{1,2}[ .\-_*]){2,}\w{1,2}\b")
"""Letters one by one: "p o l i c i", "p.o.l.i.c.i"."""
LINK: Final = re.compile(
    r"https?:|www\.|\b[a-z0-9-]+\.(?:[a-z]{2,6}/|(?:al|com|org|net|info|rks|rs)\b)"
)


def telling_words(text: str) -> list[str]:
    """The words of `text` that tell the topic, as they are written when folded; none is good."""
    plain = fold(text).casefold()
    joined = (re.sub(r"[\W_]", "", spelt) for spelt in SPELT.findall(plain))
    return [*TOPIC.findall(plain), *(word for one in joined for word in TOPIC.findall(one))]


def has_link(text: str) -> bool:
    """Tell whether `text` holds an address of the web."""
    return LINK.search(fold(text).casefold()) is not None

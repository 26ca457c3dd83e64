"""A reply before it is sent: its exact parts, and what safety S4 and S7 keep out of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flows.facts import CaseFacts
from flows.session import Session
from locales.catalog import Catalog
from locales.fitting import fit, fold, limits_of, segments
from locales.neutral import has_link, telling_words
from storage.cases import CaseWords
from storage.unit import Unit

CANNED: Final = "canned."
"""Ready replies stand in the catalogue under this prefix, their titles behind "title."."""
Said = tuple[str, int]
"""A text and how many of its words in a row are a quotation."""
SENTENCE, PLACE, NAME = 5, 2, 1
WORD: Final = re.compile(r"\w+")
LEAST: Final = 3
"""Letters of a name, shorter ones are initials and particles; and of its longest ending."""
ENDING: Final = re.compile(r"(?<=\w{3})[aeiou]$")


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff want to say: `canned` is a text key, else `text`."""

    canned: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a draft must not go: a text key behind "reply.fault." and what to fill in."""

    key: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Listener:
    """Whoever would get it: `diacritics` keeps ë and ć, `silent` left the talk with an exit word."""

    channel: str
    language: str
    code: str
    diacritics: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly what would leave, part by part; `segments` is 0 where nobody counts them."""

    parts: tuple[str, ...]
    segments: int
    faults: tuple[Fault, ...]


def canned_keys(catalog: Catalog, language: str) -> list[str]:
    """The ready replies in a language, in alphabetical order of their keys."""
    found = (key for key in catalog.keys(language) if key.startswith(CANNED))
    return sorted(key for key in found if "@" not in key)


def find_listener(unit: Unit, case: CaseFacts) -> Listener:
    """The person as the turn will find them, else what the case says of them."""
    contact = unit.contacts.of_report(case.report.id)
    if contact is None:
        return Listener(case.channel, case.language, case.report.code)
    session, _ = unit.sessions.load([contact.id]).get(contact.id, (Session(), 0))
    return Listener(
        contact.channel,
        session.language or contact.language or case.language,
        case.report.code,
        diacritics=contact.diacritics,
        silent=session.silent,
    )


def never_repeated(heard: Iterable[str], words: CaseWords) -> list[Said]:
    """No sentence of theirs or of the record, no address, no name (safety S4, S7)."""
    told = [(one, SENTENCE) for one in (*heard, words.seen)]
    names = [(one, NAME) for one in WORD.findall(words.person) if _is_name(one)]
    return [*told, (words.place, PLACE), *names]


def _is_name(word: str) -> bool:
    return len(word) >= LEAST and word[0].isupper()


def preview(catalog: Catalog, draft: Draft, listener: Listener, said: Iterable[Said]) -> Preview:
    """The draft as the listener gets it; `said`: the person's words and the record's."""
    text, on_sms = draft.text, listener.channel == "sms"
    if draft.canned:
        words = {"channel": listener.channel, "code": listener.code}
        text = catalog.text(draft.canned, listener.language, **words)
    limits = limits_of(listener.channel, diacritics=listener.diacritics)
    parts = fit(text, (), limits).parts
    counted = sum(segments(part, fold=False) for part in parts) if on_sms else 0
    faults = [Fault("silent")] if listener.silent else []
    faults += [*_missing(text), *_quoted(text, said)] if not draft.canned else []
    if on_sms:
        faults += [*_too_long(counted), *_telling(text)]
    return Preview(parts, counted, tuple(faults))


def _missing(text: str) -> list[Fault]:
    return [] if text.strip() else [Fault("empty")]


def _too_long(counted: int) -> list[Fault]:
    return [Fault("long")] if counted > 1 else []


def _telling(text: str) -> list[Fault]:
    told = telling_words(text)
    faults = [Fault("word", ", ".join(told))] if told else []
    return [*faults, Fault("link")] if has_link(text) else faults


def _quoted(text: str, said: Iterable[Said]) -> list[Fault]:
    repeats = any(_repeats(text, words, length) for words, length in said)
    return [Fault("quote")] if repeats else []


def _repeats(text: str, words: str, length: int) -> bool:
    if length == NAME and any(_is_form_of(words, one) for one in WORD.findall(fold(text))):
        return True
    return bool(_runs(text, length) & _runs(words, length))


def _is_form_of(name: str, word: str) -> bool:
    """Names change their endings in Albanian and Serbian: Besa, Besën, Besës; Mira, Mirom."""
    stem = ENDING.sub("", _plain(name))
    ending = len(word) - len(stem)
    return word[0].isupper() and word.casefold().startswith(stem) and ending <= LEAST


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = WORD.findall(_plain(text))
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def _plain(text: str) -> str:
    return fold(text).casefold()

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
from storage.unit import Unit

CANNED: Final = "canned."
"""Ready replies stand in the catalogue under this prefix, their titles behind "title."."""
QUOTED_WORDS: Final = 5
"""So many words in a row that the person wrote are a quotation."""
WORD: Final = re.compile(r"\w+")


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


def preview(catalog: Catalog, draft: Draft, listener: Listener, said: Iterable[str]) -> Preview:
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


def _quoted(text: str, said: Iterable[str]) -> list[Fault]:
    own = _runs(text)
    return [Fault("quote")] if any(own & _runs(words) for words in said) else []


def _runs(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(_plain(text))
    starts = range(len(words) - QUOTED_WORDS + 1)
    return {tuple(words[at : at + QUOTED_WORDS]) for at in starts}


def _plain(text: str) -> str:
    return fold(text).casefold()

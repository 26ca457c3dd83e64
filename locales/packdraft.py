"""An edition while somebody writes it: it may have mistakes, and each is shown at its field.

The rules are those of the files (`packtext`, `packfacts`): a draft that `check_draft` finds nothing
in can be written as files that load, and no other one can.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

import msgspec

from locales.languages import Language, load_languages
from locales.packfacts import convert_place
from locales.packs import SECTIONS, Edition, PackText, make_edition
from locales.packtext import Fault, invented_numbers, read_text, write_text

FIELDS: Final = ("title", "short", *SECTIONS)
"""What is written in each language, in the order of the form."""
HEADINGS: Final = ("# ", "## ", "short:")


class DraftFacts(msgspec.Struct, frozen=True, kw_only=True):
    """place.toml as it is typed: "2026" and "2027-05-21" are texts, "" is left out."""

    status: str = "confirm"
    planned_year: str = ""
    sources: tuple[str, ...] = ()
    review_date: str = ""


class EditionDraft(msgspec.Struct, frozen=True, kw_only=True):
    """Facts and texts; `texts` by the folder of the language (sr is Cyrillic)."""

    facts: DraftFacts = DraftFacts()
    texts: Mapping[str, PackText] = {}

    def told(self, folder: str, field: str) -> str:
        """Return one field in one language, "" while nobody wrote it."""
        text = self.texts.get(folder)
        if text is None:
            return ""
        own = {"title": text.title, "short": text.short}
        return own.get(field, dict(text.sections).get(field, ""))


class FieldFault(msgspec.Struct, frozen=True):
    """A mistake at a field ("sq.title", "sr.how", "review_date"); `key` as in `packtext.TOLD`."""

    field: str
    key: str
    words: Mapping[str, str] = {}


@cache
def masters() -> Mapping[str, Language]:
    """Return the languages that are written, by folder: Serbian once, in its master script.

    Read once: a page asks for them hundreds of times.
    """
    own: dict[str, Language] = {}
    for language in load_languages().values():
        if language.folder not in own or language.script == language.master:
            own[language.folder] = language
    return own


def draft_of(edition: Edition | None) -> EditionDraft:
    """Return what an edition says, as it is typed; an empty draft for none."""
    if edition is None:
        return EditionDraft()
    texts = {
        folder: edition.texts[language.tag]
        for folder, language in masters().items()
        if language.tag in edition.texts
    }
    facts = DraftFacts(
        status=edition.status,
        planned_year=str(edition.planned_year or ""),
        sources=edition.sources,
        review_date=edition.review_date.isoformat(),
    )
    return EditionDraft(facts=facts, texts=texts)


def read_draft(content: Mapping[str, object]) -> EditionDraft:
    """Return the draft that was kept as `write_draft` wrote it."""
    return msgspec.convert(content, EditionDraft)


def write_draft(draft: EditionDraft) -> dict[str, object]:
    """Return the draft as a document of texts and lists; equal drafts give equal documents."""
    texts = {folder: text for folder, text in sorted(draft.texts.items()) if _begun(text)}
    written = msgspec.json.encode(EditionDraft(facts=draft.facts, texts=texts))
    return msgspec.json.decode(written, type=dict[str, object])


def check_draft(draft: EditionDraft, *, sensitive: bool) -> tuple[FieldFault, ...]:
    """Return everything that keeps the draft from being reviewed and published."""
    _, wrong = convert_place(msgspec.structs.asdict(draft.facts))
    found = [FieldFault(name, name) for name in wrong]
    for folder, language in masters().items():
        text = draft.texts.get(folder)
        if text is not None and _begun(text):
            found += _text_faults(folder, text, language, draft.facts.sources, sensitive=sensitive)
        elif language.status == "reviewed":
            found.append(FieldFault(f"{folder}.title", "no_language", {"language": language.name}))
    return tuple(found)


def languages_lacking(draft: EditionDraft) -> tuple[str, ...]:
    """Return the folders of reviewed languages in which something is not written yet."""
    return tuple(
        folder
        for folder, language in masters().items()
        if language.status == "reviewed" and not _complete(draft, folder)
    )


def edition_of(draft: EditionDraft, place: str) -> Edition | None:
    """Return the edition of the languages that are complete; None while the facts are wrong."""
    facts, _ = convert_place(msgspec.structs.asdict(draft.facts))
    if facts is None:
        return None
    texts = {folder: draft.texts[folder] for folder in draft.texts if _complete(draft, folder)}
    return make_edition(place, facts, texts)


def _begun(text: PackText) -> bool:
    return any((text.title, text.short, *(words for _, words in text.sections)))


def _complete(draft: EditionDraft, folder: str) -> bool:
    return all(draft.told(folder, field) for field in FIELDS)


def _text_faults(
    folder: str, text: PackText, language: Language, sources: Iterable[str], *, sensitive: bool
) -> Iterator[FieldFault]:
    if twisted := list(_headings(folder, text)):
        yield from twisted  # the lines below would be read as other fields
        return
    source = write_text(text)
    _, found = read_text(source, language.master, sensitive=sensitive)
    found += invented_numbers(source, " ".join(sources))
    fields = _fields_by_line(source)
    for one in found:
        yield FieldFault(f"{folder}.{_field(one, fields)}", one.key, one.words)


def _headings(folder: str, text: PackText) -> Iterator[FieldFault]:
    for name, words in text.sections:
        if any(line.startswith(HEADINGS) for line in words.splitlines()):
            yield FieldFault(f"{folder}.{name}", "heading")


def _field(found: Fault, fields: Mapping[int, str]) -> str:
    if found.key == "no_short":
        return "short"
    return found.words.get("section") or fields[found.line]


def _fields_by_line(source: str) -> dict[int, str]:
    """The field that each line of a written text belongs to."""
    fields: dict[int, str] = {}
    field = "title"
    for number, line in enumerate(source.splitlines(), start=1):
        if line.startswith("short:"):
            field = "short"
        elif line.startswith("## "):
            field = line[3:].strip()
        fields[number] = field
    return fields

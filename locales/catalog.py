"""Every text that a person reads, by key and language.

The texts are gettext catalogues, `<folder>/bot.po` and `<folder>/console.po`, whose msgids
name a place in a talk (`report.ask.where`), never a sentence. A wording for one channel has
the key with the channel behind it: `report.ask.where@sms`.
"""

from collections.abc import Mapping
from gettext import c2py
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog as PoFile
from babel.messages.pofile import read_po

from locales.languages import HERE, Language, load_languages
from locales.message import Message, MissingText, Wording
from locales.serbian import to_latin

DOMAINS: Final = ("bot", "console")

Messages = Mapping[str, Message]


class Catalog:
    """All texts of all languages; made once at the start by `load_catalog`."""

    def __init__(self, languages: Mapping[str, Language], texts: Mapping[str, Messages]) -> None:
        self.languages = languages
        self._texts = texts
        self._found: dict[tuple[str, str, str], Message] = {}

    def text(self, key: str, language: str, /, *, channel: str = "", **params: str) -> str:
        """Return the text of `key` in `language` (BCP 47), its `{name}` places filled.

        With a `channel` the wording `key@channel` is preferred. Raises MissingText when
        neither exists and MissingParam when a place stays open; other params are ignored.
        """
        return self._find(key, language, channel).wordings[0].fill(params)

    def plural(
        self, key: str, number: int, language: str, /, *, channel: str = "", **params: str
    ) -> str:
        """Return the text of `key` that goes with `number`, which fills `{n}`."""
        wording = self._find(key, language, channel).for_number(number)
        return wording.fill({"n": str(number)} | params)

    def has(self, key: str, language: str, /) -> bool:
        """Tell whether exactly `key` (with its @channel, if any) exists in `language`."""
        return key in self._texts.get(language, {})

    def keys(self, language: str, /) -> frozenset[str]:
        """Return every key of `language`, those of single channels included."""
        return frozenset(self._texts.get(language, {}))

    def names(self, key: str, language: str, /) -> frozenset[str]:
        """Return the names of the places that `key` leaves open in `language`."""
        message = self._find(key, language, "")
        return frozenset().union(*(wording.names for wording in message.wordings))

    def _find(self, key: str, language: str, channel: str) -> Message:
        """Each is looked for once: two keys are made and tried for every word that is said."""
        found = self._found.get((key, language, channel))
        if found is None:
            found = self._found[key, language, channel] = self._search(key, language, channel)
        return found

    def _search(self, key: str, language: str, channel: str) -> Message:
        texts = self._texts.get(language, {})
        message = texts.get(f"{key}@{channel}") if channel else None
        message = message or texts.get(key)
        if message is None:
            raise MissingText(f"{key} [{language}]")
        return message


def load_catalog(folder: Path = HERE) -> Catalog:
    """Read languages.toml and every catalogue under `folder`; an absent file is empty."""
    languages = load_languages(folder)
    masters = {name: _read_folder(folder / name) for name in {x.folder for x in languages.values()}}
    texts: dict[str, Messages] = {}
    for tag, language in languages.items():
        own = masters[language.folder]
        texts[tag] = own if language.script == language.master else _in_latin(own)
    for tag, language in languages.items():
        if language.status == "draft":
            texts[tag] = {**texts[language.fallback], **texts[tag]}
    return Catalog(languages, texts)


def _read_folder(folder: Path) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for domain in DOMAINS:
        path = folder / f"{domain}.po"
        if path.exists():
            with path.open("rb") as stream:
                found |= _messages(read_po(stream, ignore_obsolete=True))
    return found


def _messages(po: PoFile) -> dict[str, Message]:
    form_of = c2py(po.plural_expr)
    found: dict[str, Message] = {}
    for entry in po:
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        strings = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        if key and all(strings) and not entry.fuzzy:
            found[key] = Message(tuple(Wording.parse(s) for s in strings), form_of)
    return found


def _in_latin(texts: Messages) -> dict[str, Message]:
    return {
        key: Message(tuple(_latin_wording(w) for w in message.wordings), message.form_of)
        for key, message in texts.items()
    }


def _latin_wording(wording: Wording) -> Wording:
    return Wording(tuple(to_latin(piece) for piece in wording.pieces))

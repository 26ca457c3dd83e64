"""The speaking room as the deciding room sees it: sentences, and the wordings of a choice."""

from locales.catalog import Catalog
from locales.keywords import Keywords


class SpokenWords:
    """Catalogue and keywords together; fulfils flows.world.Words. `channel` as in Catalog."""

    def __init__(self, catalog: Catalog, keywords: Keywords, *, channel: str = "") -> None:
        self._catalog = catalog
        self._keywords = keywords
        self._channel = channel
        self._labels: dict[tuple[str, str], tuple[str, ...]] = {}

    def text(self, key: str, language: str, /, *, channel: str = "", **params: str) -> str:
        """Return the sentence of `key`; see Catalog.text for what it raises."""
        spoken = channel or self._channel
        return self._catalog.text(key, language, channel=spoken, **params)

    def labels(self, key: str, language: str, /) -> tuple[str, ...]:
        """Return every wording under which the choice `key` may be typed, its label first.

        Synonyms stand in keywords.toml under the last word of the key (`choice.can_wait`:
        `can_wait`); those of the talk's own language come before those of the others.
        """
        found = self._labels.get((key, language))
        if found is None:
            found = self._labels[key, language] = self._gather(key, language)
        return found

    def _gather(self, key: str, language: str) -> tuple[str, ...]:
        name = key.rpartition(".")[2]
        own = self._catalog.languages[language].folder
        by_folder = self._keywords.synonyms
        folders = sorted(by_folder, key=lambda folder: folder != own)
        others = (word for folder in folders for word in by_folder[folder].get(name, ()))
        return tuple(dict.fromkeys((self.text(key, language), *others)))

"""One translated message: its wordings and the places left open for names."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class MissingText(LookupError):
    """No text of this key exists in this language."""


class MissingParam(LookupError):
    """A text needs a value that was not given."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence cut at its `{name}` places: even pieces are words, odd ones names.

    Only the sentence's own places are filled, once: braces inside a value stay inert.
    """

    pieces: tuple[str, ...]

    @classmethod
    def parse(cls, sentence: str) -> "Wording":
        """Cut `sentence` at its `{name}` places."""
        return cls(tuple(PLACEHOLDER.split(sentence)))

    @property
    def names(self) -> frozenset[str]:
        """The parameters this sentence needs."""
        return frozenset(self.pieces[1::2])

    def fill(self, params: dict[str, str]) -> str:
        """Return the sentence with its places filled; MissingParam when one is not given."""
        if len(self.pieces) == 1:
            return self.pieces[0]
        filled = list(self.pieces)
        for at in range(1, len(filled), 2):
            if filled[at] not in params:
                raise MissingParam(filled[at])
            filled[at] = str(params[filled[at]])
        return "".join(filled)


@dataclass(frozen=True, slots=True)
class Message:
    """The wordings of one key: one, or one for each plural form of the language."""

    wordings: tuple[Wording, ...]
    form_of: Callable[[int], int]
    """The catalogue's plural rule: a number to the index of its wording."""

    def for_number(self, number: int) -> Wording:
        """Return the wording that goes with `number`."""
        if len(self.wordings) == 1:
            return self.wordings[0]
        return self.wordings[self.form_of(number)]

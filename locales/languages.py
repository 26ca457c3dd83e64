"""The languages of the line as one table, read from languages.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Language:
    """One language by its BCP 47 `tag`; the fields are explained in languages.toml."""

    tag: str
    name: str
    script: Literal["Latn", "Cyrl"]
    folder: str
    master: Literal["Latn", "Cyrl"]
    fallback: str
    status: Literal["draft", "reviewed"]


def load_languages(folder: Path = HERE) -> dict[str, Language]:
    """Read `folder`/languages.toml: language by tag, in the order they are offered."""
    table = tomllib.loads((folder / "languages.toml").read_text(encoding="utf-8"))
    return {tag: Language(tag=tag, **block) for tag, block in table.items()}

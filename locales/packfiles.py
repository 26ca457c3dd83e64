"""An edition as the files that `packs.load_packs` reads: always the same bytes for the same edition."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from locales.languages import HERE
from locales.packdraft import masters
from locales.packs import Edition
from locales.packtext import write_text

PACKS: Final = HERE / "packs"
COMMENT: Final = re.compile(r"(?:#[^\n]*\n)*")


def edition_files(topic: str, edition: Edition, packs: Path = PACKS) -> Mapping[str, bytes]:
    """Return name → content of the files of one edition, in the folder of its place.

    As the repository (`packs`) has it: the comment that opens place.toml is kept, it is for
    engineers; words that are still those of the topic for everywhere are not written again.
    """
    own = packs / topic / edition.place
    files = {"place.toml": place_toml(edition, _comment(own / "place.toml")).encode()}
    for folder, language in masters().items():
        if language.tag in edition.texts:
            name, text = f"{folder}.md", write_text(edition.texts[language.tag]).encode()
            common = packs / topic / name
            inherited = common.is_file() and not (own / name).exists()
            if not (inherited and common.read_bytes() == text):
                files[name] = text
    return files


def topic_files(topic: str, packs: Path = PACKS) -> Mapping[str, bytes]:
    """Return name → content of the files of the topic itself, which nobody edits in the console."""
    return {path.name: path.read_bytes() for path in (packs / topic).iterdir() if path.is_file()}


def place_toml(edition: Edition, comment: str = "") -> str:
    """Return place.toml of an edition, under a comment."""
    year = f"planned_year = {edition.planned_year}\n" if edition.planned_year else ""
    sources = "".join(f"  {_quoted(source)},\n" for source in edition.sources)
    return (
        f'{comment}status = "{edition.status}"\n{year}'
        f"sources = [\n{sources}]\nreview_date = {edition.review_date.isoformat()}\n"
    )


def _comment(file: Path) -> str:
    """The lines of comment that open a file, "" without one."""
    source = file.read_text(encoding="utf-8") if file.is_file() else ""
    found = COMMENT.match(source)
    return found[0] if found else ""


def _quoted(text: str) -> str:
    """A TOML basic string (toml.io, v1.0.0, "String")."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    signs = (f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in escaped)
    return f'"{"".join(signs)}"'

"""One edition of a pack in one language: its Markdown read into title, SMS form and sections.

`# title`, `short: …` (the SMS form), then `## id` and its words for each of SECTIONS.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from locales.fitting import segments
from locales.neutral import has_link, telling_words
from locales.serbian import to_latin

SECTIONS: Final = ("what", "who", "gives", "how", "bring", "cost", "deadlines")
"""The sections of every pack, in this order."""
SHORT_SEGMENTS: Final = 2
"""SMS segments that the short form may cost, folded."""
SENSITIVE_SEGMENTS: Final = 1
"""The same for a sensitive topic, of which nothing else leaves by SMS (safety S4)."""
SECTION_SEGMENTS: Final = 3
"""SMS segments that one section may cost, folded; sections of sensitive topics never leave by SMS."""
SENTENCES: Final = 4
ENDS: Final = r"(?<=[.!?])\s+(?![a-zçëа-џ])"
"""Where a sentence ends; a small letter goes on after the dot of an ordinal (2022. године)."""
WORDS: Final = 24
"""A section has so many sentences at most, and a sentence so many words: eight years of school."""
LINES: Final = re.compile(r"L\d+(-\d+)?")
"""Where a source stands, "L1256-1261": no number that it states."""

Mistake = tuple[int, str, str]
"""(line from 1, what, remedy)."""
Found = Iterator[Mistake]


class PackText(msgspec.Struct, frozen=True):
    """A pack's words in one language; `sections` are (id, text) in the order of SECTIONS."""

    title: str
    short: str
    sections: tuple[tuple[str, str], ...]

    def section(self, wanted: str) -> str:
        """Return the text of one section; KeyError when there is none."""
        return dict(self.sections)[wanted]


def read_text(
    source: str, script: str, *, sensitive: bool = False
) -> tuple[PackText, list[Mistake]]:
    """Read a pack's Markdown written in `script` (Latn or Cyrl); every mistake with its line.

    `sensitive`: the SMS form has one segment.
    """
    budget = SENSITIVE_SEGMENTS if sensitive else SHORT_SEGMENTS
    title, short = "", ""
    sections: dict[str, list[str]] = {}
    mistakes: list[Mistake] = []
    for number, line in enumerate(source.splitlines(), start=1):
        mistakes += _script_mistakes(number, line, script)
        if line.startswith("## "):
            name = line[3:].strip()
            mistakes += _heading_mistakes(number, name, sections)
            sections.setdefault(name, [])
        elif line.startswith("# "):
            title = line[2:].strip()
        elif line.startswith("short:"):
            short = line.removeprefix("short:").strip()
            mistakes += _short_mistakes(number, short, budget)
        elif sections:
            next(reversed(sections.values())).append(line)
        elif line.strip():
            mistakes.append((number, "stands outside a section", "put it under a `## ` heading"))
    texts = tuple((name, "\n".join(lines).strip()) for name, lines in sections.items())
    text = PackText(title, short, texts)
    mistakes += _missing(text)
    for name, words in texts:
        at = _heading_line(source, name)
        found = _section_mistakes(words, sensitive=sensitive)
        mistakes += [(at, what, remedy) for what, remedy in found]
    return text, mistakes


def in_latin(text: PackText) -> PackText:
    """Return the Latin form of a Serbian text written in Cyrillic."""
    sections = tuple((name, to_latin(words)) for name, words in text.sections)
    return PackText(to_latin(text.title), to_latin(text.short), sections)


def invented_numbers(source: str, stated: str) -> list[Mistake]:
    """Name each number of three digits or more in `source` that the sources do not state.

    So that no phone, amount or year gets into a pack without a source beside it.
    """
    known = set(re.findall(r"\d+", LINES.sub("", stated)))
    remedy = "add its source to pack.toml, or remove the number"
    return [
        (number, f"{found} is stated by no source", remedy)
        for number, line in enumerate(source.splitlines(), start=1)
        for found in re.findall(r"\d{3,}", line)
        if found not in known
    ]


def _missing(text: PackText) -> Found:
    if not text.title:
        yield 1, "has no title", "begin with `# ` and the title"
    if not text.short:
        yield 1, "has no short form", "add a line `short: …` under the title"
    for name, words in text.sections:
        if not words:
            yield 1, f"section {name} is empty", "say what is known, or whom to ask"
    for name in SECTIONS:
        if name not in dict(text.sections):
            yield 1, f"section {name} is missing", f"add `## {name}`"


def _heading_mistakes(number: int, name: str, sections: dict[str, list[str]]) -> Found:
    if name in sections:
        yield number, f"section {name} stands there twice", "join the two"
    elif name not in SECTIONS:
        yield number, f"{name!r} is no section", f"one of {', '.join(SECTIONS)}"


def _short_mistakes(number: int, short: str, budget: int) -> Found:
    cost = segments(short)
    if cost > budget:
        yield number, f"costs {cost} SMS segments", f"shorten it to {budget}"
    for word in telling_words(short):
        yield number, f"{word!r} tells the topic to whoever holds the phone", "say it neutrally"
    if has_link(short):
        yield number, "holds an address of the web", "say where to ask instead"


def _heading_line(source: str, name: str) -> int:
    lines = enumerate(source.splitlines(), start=1)
    return next((number for number, line in lines if line.strip() == f"## {name}"), 1)


def _section_mistakes(words: str, *, sensitive: bool) -> Iterator[tuple[str, str]]:
    sentences = [sentence for sentence in re.split(ENDS, words) if sentence]
    if len(sentences) > SENTENCES:
        yield f"has {len(sentences)} sentences", f"say it in {SENTENCES}"
    for sentence in sentences:
        count = len(sentence.split())
        if count > WORDS:
            yield f"a sentence has {count} words: {sentence[:30]!r}", f"keep to {WORDS}"
    cost = segments(words)
    if not sensitive and cost > SECTION_SEGMENTS:
        yield f"costs {cost} SMS segments", f"shorten it to {SECTION_SEGMENTS}"


def _script_mistakes(number: int, line: str, script: str) -> Found:
    for word in re.findall(r"[^\W\d_]+", line):
        cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in word)
        if 0 < cyrillic < len(word):
            yield number, f"{word!r} mixes Cyrillic and Latin letters", "write it in one script"
        elif cyrillic and script != "Cyrl":
            yield number, f"{word!r} is Cyrillic", "write this language in Latin script"
    if script == "Cyrl" and line.startswith("short:") and not re.search(r"[а-ш]", line):
        yield number, "is not Cyrillic", "write Serbian in Cyrillic; Latin is derived"

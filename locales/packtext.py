"""One edition of a pack in one language: its Markdown read into title, SMS form and sections.

`# title`, `short: …` (the SMS form), then `## id` and its words for each of SECTIONS.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

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
TITLE_LETTERS: Final = 64
"""A title stands on buttons."""
SENTENCES: Final = 4
ENDS: Final = r"(?<=[.!?])\s+(?![a-zçëа-џ])"
"""Where a sentence ends; a small letter goes on after the dot of an ordinal (2022. године)."""
WORDS: Final = 24
"""A section has so many sentences at most, and a sentence so many words: eight years of school."""
LINES: Final = re.compile(r"L\d+(-\d+)?")
"""Where a source stands, "L1256-1261": no number that it states."""

HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories of signs that show nothing, or turn the direction of what follows."""
TOLD: Final[Mapping[str, tuple[str, str]]] = {
    "no_title": ("has no title", "begin with `# ` and the title"),
    "title_long": ("has a title of {cost} letters", "shorten it to {most}"),
    "no_short": ("has no short form", "add a line `short: …` under the title"),
    "empty": ("section {section} is empty", "say what is known, or whom to ask"),
    "missing": ("section {section} is missing", "add `## {section}`"),
    "twice": ("section {section} stands there twice", "join the two"),
    "no_section": ("{word!r} is no section", "one of {known}"),
    "outside": ("stands outside a section", "put it under a `## ` heading"),
    "heading": ("begins like a heading", "begin the line with a word"),
    "long": ("costs {cost} SMS segments", "shorten it to {most}"),
    "telling": ("{word!r} tells the topic to whoever holds the phone", "say it neutrally"),
    "link": ("holds an address of the web", "say where to ask instead"),
    "sentences": ("has {cost} sentences", "say it in {most}"),
    "sentence": ("a sentence has {cost} words: {word!r}", "keep to {most}"),
    "unsourced": ("{word} is stated by no source", "add its source to place.toml, or remove it"),
    "mixed": ("{word!r} mixes Cyrillic and Latin letters", "write it in one script"),
    "cyrillic": ("{word!r} is Cyrillic", "write this language in Latin script"),
    "not_cyrillic": ("is not Cyrillic", "write Serbian in Cyrillic; Latin is derived"),
    "hidden": ("holds the invisible sign {word}", "type the passage again"),
}
"""Every rule by its key: what a file is told, and the remedy; staff read `packs.fault.<key>`."""


class Fault(NamedTuple):
    """One mistake in a text: its line from 1, `words` fill the places of `key`'s sentence."""

    line: int
    key: str
    words: Mapping[str, str]

    @property
    def what(self) -> str:
        """What it is, for whoever keeps the files."""
        return TOLD[self.key][0].format_map(self.words)

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return TOLD[self.key][1].format_map(self.words)


def fault(line: int, key: str, **words: object) -> Fault:
    """A mistake on a line."""
    return Fault(line, key, {name: str(word) for name, word in words.items()})


Found = Iterator[Fault]


class PackText(msgspec.Struct, frozen=True):
    """A pack's words in one language; `sections` are (id, text) in the order of SECTIONS."""

    title: str
    short: str
    sections: tuple[tuple[str, str], ...]

    def section(self, wanted: str) -> str:
        """Return the text of one section; KeyError when there is none."""
        return dict(self.sections)[wanted]


def read_text(source: str, script: str, *, sensitive: bool = False) -> tuple[PackText, list[Fault]]:
    """Read a pack's Markdown written in `script` (Latn or Cyrl); every mistake with its line.

    `sensitive`: the SMS form has one segment.
    """
    budget = SENSITIVE_SEGMENTS if sensitive else SHORT_SEGMENTS
    title, short = "", ""
    sections: dict[str, list[str]] = {}
    mistakes: list[Fault] = []
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
            mistakes.append(fault(number, "outside"))
    texts = tuple((name, "\n".join(lines).strip()) for name, lines in sections.items())
    text = PackText(title, short, texts)
    mistakes += _missing(text)
    for name, words in texts:
        heading = _heading_line(source, name)
        mistakes += _section_mistakes(heading, words, sensitive=sensitive)
    return text, mistakes


def in_latin(text: PackText) -> PackText:
    """Return the Latin form of a Serbian text written in Cyrillic."""
    sections = tuple((name, to_latin(words)) for name, words in text.sections)
    return PackText(to_latin(text.title), to_latin(text.short), sections)


def write_text(text: PackText) -> str:
    """Return the Markdown that `read_text` reads as `text`, always the same bytes."""
    sections = "".join(f"\n## {name}\n{words}\n" for name, words in text.sections)
    return f"# {text.title}\nshort: {text.short}\n{sections}"


def invented_numbers(source: str, stated: str) -> list[Fault]:
    """Name each number of three digits or more in `source` that the sources do not state.

    So that no phone, amount or year gets into a pack without a source beside it.
    """
    known = set(re.findall(r"\d+", LINES.sub("", stated)))
    return [
        fault(number, "unsourced", word=found)
        for number, line in enumerate(source.splitlines(), start=1)
        for found in re.findall(r"\d{3,}", line)
        if found not in known
    ]


def _missing(text: PackText) -> Found:
    if not text.title:
        yield fault(1, "no_title")
    if len(text.title) > TITLE_LETTERS:
        yield fault(1, "title_long", cost=len(text.title), most=TITLE_LETTERS)
    if not text.short:
        yield fault(1, "no_short")
    for name, words in text.sections:
        if not words:
            yield fault(1, "empty", section=name)
    for name in SECTIONS:
        if name not in dict(text.sections):
            yield fault(1, "missing", section=name)


def _heading_mistakes(number: int, name: str, sections: dict[str, list[str]]) -> Found:
    if name in sections:
        yield fault(number, "twice", section=name)
    elif name not in SECTIONS:
        yield fault(number, "no_section", word=name, known=", ".join(SECTIONS))


def _short_mistakes(number: int, short: str, budget: int) -> Found:
    cost = segments(short)
    if cost > budget:
        yield fault(number, "long", cost=cost, most=budget)
    for word in telling_words(short):
        yield fault(number, "telling", word=word)
    if has_link(short):
        yield fault(number, "link")


def _heading_line(source: str, name: str) -> int:
    lines = enumerate(source.splitlines(), start=1)
    return next((number for number, line in lines if line.strip() == f"## {name}"), 1)


def _section_mistakes(line: int, words: str, *, sensitive: bool) -> Found:
    sentences = [sentence for sentence in re.split(ENDS, words) if sentence]
    if len(sentences) > SENTENCES:
        yield fault(line, "sentences", cost=len(sentences), most=SENTENCES)
    for sentence in sentences:
        count = len(sentence.split())
        if count > WORDS:
            yield fault(line, "sentence", cost=count, word=sentence[:30], most=WORDS)
    cost = segments(words)
    if not sensitive and cost > SECTION_SEGMENTS:
        yield fault(line, "long", cost=cost, most=SECTION_SEGMENTS)


def _script_mistakes(number: int, line: str, script: str) -> Found:
    for word in re.findall(r"[^\W\d_]+", line):
        cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in word)
        if 0 < cyrillic < len(word):
            yield fault(number, "mixed", word=word)
        elif cyrillic and script != "Cyrl":
            yield fault(number, "cyrillic", word=word)
    if script == "Cyrl" and line.startswith("short:") and not re.search(r"[а-ш]", line):
        yield fault(number, "not_cyrillic")
    for sign in line:
        if unicodedata.category(sign) in HIDDEN:
            yield fault(number, "hidden", word=f"U+{ord(sign):04X}")

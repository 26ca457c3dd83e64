"""Campaign texts: placeholders filled from a fixed list, each mistake by its name (pure).

Staff write a text for chats and one for SMS in each written language; Serbian once, in Cyrillic. What
leaves is made here and nowhere else, so that preview, test send and campaign are the same.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from locales.fitting import fold, segments
from locales.languages import HERE
from locales.neutral import has_link, telling_words
from locales.serbian import to_latin

PLACEHOLDERS: Final = (
    "municipality", "line_number", "here", "emergency", "date", "time", "place", "service", "deadline",
    "pack",
)  # fmt: skip
"""Everything that a text may leave open; nothing else between braces is ever filled (R33).

`here` says where an SMS is answered: "here", or the line's number when its sender is a name.
"""
OPEN: Final = re.compile(r"\{([a-z_]{1,40})\}")
MOST_SEGMENTS: Final = 3
"""SMS segments of a campaign, the way out counted with it."""
LONGEST: Final = 4096
"""UTF-16 units of a message (Bot API, sendMessage)."""
LONGEST_CAPTION: Final = 1024
"""UTF-16 units under a picture (Bot API, sendPhoto)."""
HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories of signs that show nothing, or turn the direction of what follows."""
CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
LATIN: Final = re.compile(r"[A-Za-z]")
BRACE: Final = re.compile(r"[{}]")
JOINED: Final = re.compile(
    "(?<=[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f])\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])"
)
"""What joins two pictures into one, as a family is made; anywhere else it hides something."""
FOLDER: Final = HERE / "campaigns"


class CampaignText(msgspec.Struct, frozen=True):
    """One written language: `text` for chats, `sms` for phones."""

    text: str = ""
    sms: str = ""


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A campaign that was thought through before; `source` says where its facts stand.

    `topic` is what people agreed to get, `pack` the information behind it, "" for none.
    """

    name: str
    topic: str
    sensitive: bool
    source: str
    texts: Mapping[str, CampaignText]
    pack: str = ""

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What its texts leave open, each once."""
        words = (one for text in self.texts.values() for one in (text.text, text.sms))
        return tuple(dict.fromkeys(name for one in words for name in placeholders(one)))


class Rendered(msgspec.Struct, frozen=True):
    """Exactly what leaves, and its SMS segments (0 in a chat)."""

    text: str
    segments: int


class Fault(msgspec.Struct, frozen=True):
    """A mistake: where it stands, and `what` it is about; the console has its words by `code`."""

    code: str
    language: str
    channel: str
    what: str = ""


Values = Mapping[str, Mapping[str, str]]
"""Placeholder to written language ("sq", "sr", "en"), or "" for all of them, to words."""


def load_templates(folder: Path = FOLDER) -> Sequence[Template]:
    """Every template, by name; msgspec.ValidationError for one that is not whole."""
    return [
        msgspec.convert(
            {"name": path.parent.name, **_stripped(tomllib.loads(path.read_text("utf-8")))},
            Template,
        )
        for path in sorted(folder.glob("*/template.toml"))
    ]


def placeholders(words: str) -> tuple[str, ...]:
    """The names between braces, each once."""
    return tuple(dict.fromkeys(OPEN.findall(words)))


def render(  # noqa: PLR0913  a text is these facts
    texts: Mapping[str, CampaignText],
    values: Values,
    *,
    language: str,
    channel: str,
    diacritics: bool,
    way_out: str,
    latin: Callable[[str], str],
) -> Rendered:
    """The words for one kind of recipient: BCP 47 `language`, the channel, and `way_out` at the end.

    A placeholder without a value stays as it stands; `faults` names it.
    """
    written = language.partition("-")[0]
    own = texts.get(written, CampaignText())
    words = _filled(own.sms if channel == "sms" else own.text, values, written)
    if language == "sr-Latn":
        words = latin(words)
    if channel != "sms":
        return Rendered(f"{words}\n\n{way_out}", 0)
    whole = f"{words} {way_out}"
    sent = whole if diacritics else fold(whole)
    return Rendered(sent, segments(sent, fold=False))


def faults(  # noqa: PLR0913  a text is these facts
    texts: Mapping[str, CampaignText],
    values: Values,
    *,
    sensitive: bool,
    image: bool,
    languages: Sequence[str],
    channels: Sequence[str],
    way_out: Mapping[tuple[str, str], str],
) -> list[Fault]:
    """Every mistake in these written languages and channels; `way_out` by (language, channel).

    A word that tells the topic is a mistake in every SMS, whether or not somebody thought of marking
    the campaign as `sensitive`; an address of the web only in a sensitive one (safety S4).
    """
    found: list[Fault] = []
    for language in languages:
        for channel in channels:
            own = texts.get(language, CampaignText())
            words = own.sms if channel == "sms" else own.text
            out = way_out.get((language, channel), "")
            whole = _filled(words, values, language)
            told = [
                *_wrong(words, values, language),
                *_badly_written(words, whole, language),
                *_too_long(whole, out, language, channel, image=image),
                *(_telling(whole, sensitive=sensitive) if channel == "sms" else ()),
            ]
            told = told if _is_there(words, channel) else [("missing", "")]
            found += [Fault(code, language, channel, what) for code, what in dict.fromkeys(told)]
    return found


def _is_there(words: str, channel: str) -> bool:
    """Whether anything would be read; an SMS drops the signs that phones cannot all show."""
    return bool((fold(words) if channel == "sms" else words).strip())


def _wrong(words: str, values: Values, language: str) -> Iterator[tuple[str, str]]:
    used = placeholders(words)
    for name in used:
        if name not in PLACEHOLDERS:
            yield "unknown_placeholder", name
        elif not _value(values, name, language):
            yield "value_missing", name
    own = (_known(values, name, language) for name in used)
    if any(BRACE.search(one) for one in (OPEN.sub("", words), *own)):
        yield "braces", ""


def _badly_written(words: str, whole: str, language: str) -> Iterator[tuple[str, str]]:
    """What a reader would stumble over, or not see at all; `words` are not filled yet."""
    seen = JOINED.sub("", whole)
    hidden = {c for c in seen if c != "\n" and unicodedata.category(c) in HIDDEN}
    if hidden:
        yield "hidden", " ".join(sorted(f"U+{ord(c):04X}" for c in hidden))
    own = OPEN.sub("", words)
    if language == "sr" and LATIN.search(own) and not CYRILLIC.search(own):
        yield "not_cyrillic", ""
    if language != "sr" and CYRILLIC.search(whole):
        yield "cyrillic", ""


def _too_long(
    whole: str, out: str, language: str, channel: str, *, image: bool
) -> Iterator[tuple[str, str]]:
    """Serbian counts as its readers in Latin get it: њ, љ and џ become two letters."""
    if channel == "sms":
        cost = segments(f"{whole} {out}")
        if cost > MOST_SEGMENTS:
            yield "long_sms", str(cost)
        return
    most = LONGEST_CAPTION if image else LONGEST
    sent = f"{whole}\n\n{out}"
    sent = to_latin(sent) if language == "sr" else sent
    units = len(sent.encode("utf-16-le", "surrogatepass")) // 2
    if units > most:
        yield ("long_caption" if image else "long"), str(units)


def _telling(whole: str, *, sensitive: bool) -> Iterator[tuple[str, str]]:
    """What whoever holds the phone must not read (safety S4)."""
    for word in telling_words(whole):
        yield "telling", word
    if sensitive and has_link(whole):
        yield "link", ""


def _value(values: Values, name: str, language: str) -> str:
    given = values.get(name, {})
    return given.get(language, "").strip() or given.get("", "").strip()


def _filled(words: str, values: Values, language: str) -> str:
    return OPEN.sub(lambda found: _known(values, found[1], language) or found[0], words)


def _known(values: Values, name: str, language: str) -> str:
    return _value(values, name, language) if name in PLACEHOLDERS else ""


def _stripped(raw: dict[str, object]) -> dict[str, object]:
    """Texts without the line breaks around them, as TOML's long strings have them."""
    return {
        name: _stripped(value)
        if isinstance(value, dict)
        else value.strip()
        if isinstance(value, str)
        else value
        for name, value in raw.items()
    }

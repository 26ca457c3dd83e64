"""`refero play`: talk to the line in this terminal; no token, no server, nothing is kept."""

import asyncio
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.clock import now
from bot.playing import Playing, told_packs
from locales.catalog import Catalog, load_catalog
from locales.fitting import segments
from storage.directory import DirectoryError, load_directory
from storage.lines import Line

HINT: Final = {
    "telegram": "Write /start, or anything. A number presses a button.",
    "sms": "Write anything.",
}
REST: Final = '"~ 40m" lets time pass; an empty line or Ctrl-D ends the talk.'
SECOND: Final = 1_000_000
UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def arguments(parser: ArgumentParser) -> None:
    """How the person reaches the line, and where the talk is written."""
    parser.add_argument("--channel", choices=("telegram", "sms"), default="telegram")
    parser.add_argument("--municipality", default="kucova", metavar="SLUG")
    parser.add_argument("--lang", default="", metavar="TAG", help="sq, sr-Latn, sr-Cyrl or en")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the talk as a transcript")


def run(options: Namespace) -> int:
    """Until standard input ends."""
    catalog = load_catalog()
    if options.lang and options.lang not in catalog.languages:
        return complain(f"no language {options.lang}: {', '.join(catalog.languages)}")
    try:
        (place,) = load_directory([options.municipality])
    except DirectoryError as wrong:
        return complain(str(wrong))
    line = Line(id="", name="play", channel=options.channel, municipality=place.slug)
    texts = (catalog, told_packs(options.settings))
    playing = Playing(place, line, texts, sms if options.channel == "sms" else show)
    print(HINT[options.channel], REST, sep="\n")
    try:
        talk(playing, options, catalog)
    finally:
        playing.close()
    if options.save:
        named = options.save.stem.rpartition(".")[2]
        language = named if named in catalog.languages else place.first_language
        save(playing, options, options.lang or language)
    return 0


def complain(what: str) -> int:
    """One line on standard error; the exit code."""
    print(f"refero play: {what}", file=sys.stderr)
    return 2


def show(text: str) -> None:
    """What the person reads; buttons come with their own mark."""
    print(text if text.startswith("  [") else f"> {text}".replace("\n", "\n  "))


def sms(text: str) -> None:
    """The same, with what it costs."""
    cost = segments(text, fold=False)
    show(f"{text}\n[{cost} {'segment' if cost == 1 else 'segments'}]")


def talk(playing: Playing, options: Namespace, catalog: Catalog) -> None:
    """Hear every typed line; on Telegram a chosen language is pressed as a person would."""
    shift, language = 0, options.lang
    with asyncio.Runner() as runner:  # lines are read outside of it: there Ctrl-C is heard
        if language and options.channel == "telegram":
            runner.run(playing.hear("/start", now()))
            labels = [button.label for button in playing.buttons]
            chosen = labels.index(catalog.languages[language].name) + 1
            runner.run(playing.hear(str(chosen), now()))
            language = ""
        for typed in typed_lines():
            if passing := time_in(typed):
                shift += passing
                runner.run(playing.wait(typed.removeprefix("~ "), now() + shift))
            else:
                runner.run(playing.hear(typed, now() + shift, language))
                language = ""


def typed_lines() -> Iterator[str]:
    """Lines from standard input until an empty one; piped ones are shown as if typed."""
    piped = not sys.stdin.isatty()
    while True:
        try:
            typed = input("" if piped else "< ").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if not typed:
            return
        if piped:
            print(typed if time_in(typed) else f"< {typed}")
        yield typed


def time_in(typed: str) -> int:
    """The microseconds that "~ 40m" lets pass; 0 for anything that is said."""
    found = re.fullmatch(r"~ (\d{1,4})([smhd])", typed)
    return int(found[1]) * UNITS[found[2]] * SECOND if found else 0


def save(playing: Playing, options: Namespace, language: str) -> None:
    """The talk as tests/transcripts hold it; what follows (`!`) is added by the test's switch."""
    story = options.save.stem.removesuffix(f".{language}")
    head = f"channel: {options.channel}   language: {language}   story: {story}"
    options.save.write_text("\n".join([head, *playing.lines, ""]), encoding="utf-8")
    print(f"{options.save}: pytest tests/test_transcripts.py --update-transcripts completes it")

"""`refero packs export|learn|table`: work on the information packs as a whole."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from bot.asking import keep_weights, learned_today
from bot.editions import read_published
from bot.opening import open_database
from locales.coverage import coverage_table
from locales.languages import load_languages
from locales.packedits import Edit, unsound_edits, with_edits
from locales.packfiles import edition_files, topic_files
from locales.packs import PackError, load_packs

HEAD: Final = """# What the information packs cover

Topics by municipality: whether it has the thing (`exists`), plans it for a year, or has to be asked
first (`to confirm`), and the languages in which it is told (`sr` in both scripts); – where no source
of that municipality says anything. Written from `locales/packs/` by

```sh
refero packs table > docs/packs-coverage.md
```

"""


def arguments(parser: ArgumentParser) -> None:
    """Which of them."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    export = acts.add_parser("export", help="write published edits in the layout of locales/packs")
    export.add_argument("folder", type=Path, metavar="DIR", help="for example locales/packs")
    acts.add_parser("learn", help="learn from the phrases how people ask; writes asked.bin")
    acts.add_parser("table", help="print which topic holds where, in which languages")


def run(options: Namespace) -> int:
    """0 when done, 1 when something is amiss."""
    return ACTS[options.act](options)


def learn_again(options: Namespace) -> int:  # noqa: ARG001 it takes none
    """Learn from packs/*/asked.toml, off_topic.toml and report.toml; the same for the same phrases."""
    weights = learned_today()
    keep_weights(weights)
    print(f"learned {len(weights.topics)} topics from the phrases as they stand")
    return 0


def table(options: Namespace) -> int:  # noqa: ARG001 it takes none
    """The page on standard output; 1 when `refero check` has to name mistakes first."""
    try:
        sys.stdout.write(HEAD + coverage_table(load_packs(), load_languages()))
    except PackError as wrong:
        print(f"refero packs: {len(wrong.mistakes)} to mend, see `refero check`", file=sys.stderr)
        return 1
    return 0


def export(options: Namespace) -> int:
    """Every published edition as DIR/<topic>/<place>/…; files that are the same are not touched."""
    with closing(open_database(options.settings)) as database:
        edits = database.read_now(read_published).edits
    unsound = unsound_edits(load_packs(), edits)
    for edit in unsound:
        left_out = f"{edit.topic}/{edit.place}: has mistakes, left out; mend it at the desk"
        print(left_out, file=sys.stderr)
    written = 0
    for path, content in files_of([edit for edit in edits if edit not in unsound]).items():
        written += write(options.folder / path, content)
    print(f"{len(edits) - len(unsound)} editions, {written} files changed")
    return int(bool(unsound))


def files_of(edits: list[Edit]) -> Mapping[str, bytes]:
    """Path below DIR → content, topics' own files included, so that the folder can be loaded."""
    return dict(_files(edits))


def write(path: Path, content: bytes) -> bool:
    """Whether the file was new or another one."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def _files(edits: list[Edit]) -> Iterator[tuple[str, bytes]]:
    edited = {(edit.topic, edit.place) for edit in edits}
    for pack in with_edits(load_packs(), edits):
        places = [place for topic, place in edited if topic == pack.topic]
        if places:
            yield from (
                (f"{pack.topic}/{name}", own) for name, own in topic_files(pack.topic).items()
            )
        for place in places:
            for name, own in edition_files(pack.topic, pack.editions[place]).items():
                yield f"{pack.topic}/{place}/{name}", own


ACTS: Final[dict[str, Callable[[Namespace], int]]] = {
    "export": export,
    "learn": learn_again,
    "table": table,
}

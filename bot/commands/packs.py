"""`refero packs export DIR`: what staff published at the desk goes back into the repository."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from bot.editions import read_published
from bot.opening import open_database
from locales.packedits import Edit, unsound_edits, with_edits
from locales.packfiles import edition_files, topic_files
from locales.packs import load_packs


def arguments(parser: ArgumentParser) -> None:
    """Which work on the packs as a whole."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    export = acts.add_parser("export", help="write published edits in the layout of locales/packs")
    export.add_argument("folder", type=Path, metavar="DIR", help="for example locales/packs")


def run(options: Namespace) -> int:
    """0 when done, 1 when something was left out."""
    return ACTS[options.act](options)


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


ACTS: Final[dict[str, Callable[[Namespace], int]]] = {"export": export}

"""The packs as they are told: those of the files under what staff have published."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from locales.packdraft import check_draft, edition_of, read_draft
from locales.packs import Edition, Pack


class Edit(NamedTuple):
    """A published edition; `content` as `packdraft.write_draft` writes it."""

    topic: str
    place: str
    content: Mapping[str, object]


def with_edits(packs: Sequence[Pack], edits: Iterable[Edit]) -> tuple[Pack, ...]:
    """Return the packs with each edit in the place of its file.

    An edit that today's rules refuse, or of a topic that no longer exists, is left out: the file
    speaks (`unsound_edits` names it).
    """
    by_topic = {pack.topic: pack for pack in packs}
    editions: dict[str, dict[str, Edition]] = {topic: {} for topic in by_topic}
    for edit in edits:
        pack = by_topic.get(edit.topic)
        if pack is not None and (edition := _sound(edit, pack)):
            editions[edit.topic][edit.place] = edition
    return tuple(_with_editions(pack, editions[pack.topic]) for pack in packs)


def unsound_edits(packs: Sequence[Pack], edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that are left out, so that somebody mends them."""
    by_topic = {pack.topic: pack for pack in packs}
    return tuple(
        edit
        for edit in edits
        if edit.topic not in by_topic or not _sound(edit, by_topic[edit.topic])
    )


def with_edition(pack: Pack, edition: Edition) -> Pack:
    """Return the pack with this edition in the place of the one before."""
    return _with_editions(pack, {edition.place: edition})


def _with_editions(pack: Pack, editions: Mapping[str, Edition]) -> Pack:
    if not editions:
        return pack
    return msgspec.structs.replace(pack, editions={**pack.editions, **editions})


def _sound(edit: Edit, pack: Pack) -> Edition | None:
    try:
        draft = read_draft(edit.content)
    except msgspec.ValidationError:
        return None
    if check_draft(draft, sensitive=pack.sensitive):
        return None
    return edition_of(draft, edit.place)

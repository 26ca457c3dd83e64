"""What the files of municipalities, packs and languages lack."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.readiness.finding import Finding, Findings
from locales.languages import load_languages
from locales.packedits import Edit, unsound_edits
from locales.packs import Pack
from storage.municipality import Hole, Municipality


def place_findings(place: Municipality, now: int) -> Findings:
    """Holes, and emergency numbers that nobody confirmed within six months (safety S2)."""
    file = f"storage/seeds/municipalities/{place.slug}.toml"
    seed = f"in {file}, then refero seed {place.slug}"
    for hole in place.holes():
        if not hole.key.endswith(".last_verified"):
            yield Finding(f"{place.slug}: {hole.key}: {hole.what}", f"write it {seed}")
    confirm = f"let the municipality confirm it, write the day {seed}"
    for entry in place.emergency:
        if isinstance(entry.last_verified, Hole):
            what = f"{place.slug}: emergency number {entry.number} was never confirmed"
            yield Finding(what, confirm)
    for entry in place.stale(now):
        what = f"{place.slug}: emergency number {entry.number} was confirmed over six months ago"
        yield Finding(what, confirm)


def pack_findings(packs: Iterable[Pack], place: Municipality, now: int) -> Findings:
    """Packs that this municipality offers and that are due to be read again."""
    today = datetime.fromtimestamp(now / 1e6, UTC).date()
    known = {pack.topic: pack.editions[place.slug] for pack in packs if place.slug in pack.editions}
    for topic in place.packs.offered:
        if topic not in known:
            what = f"{place.slug}: offers the pack {topic}, which does not exist for it"
            yield Finding(what, f"write it at the desk under Packs, or stop offering {topic}")
        elif known[topic].due(today):
            what = (
                f"{place.slug}: the pack {topic} was to be reviewed by {known[topic].review_date}"
            )
            yield Finding(what, "check the facts at the desk under Packs, set the next review")


def edit_findings(files: Sequence[Pack], edits: Sequence[Edit]) -> Findings:
    """Published editions that today's rules refuse: their files speak instead."""
    for edit in unsound_edits(files, edits):
        what = f"{edit.place}: the published edition of {edit.topic} has mistakes and is not told"
        yield Finding(what, "open it at the desk under Packs, mend it, publish it again")


def language_findings(place: Municipality) -> Findings:
    """Languages that the municipality offers and that are still drafts (safety S22)."""
    languages = load_languages()
    for tag in place.languages:
        if tag not in languages:
            what = f"{place.slug}: offers the language {tag}, which does not exist"
            yield Finding(what, "add it to locales/languages.toml, or stop offering it")
        elif languages[tag].status == "draft":
            what = f"{place.slug}: {languages[tag].name} is a draft and is not offered to people"
            yield Finding(what, "let a native speaker review it, set status = reviewed")

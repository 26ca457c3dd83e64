"""What waits in the database for a person; never whose, never what was written."""

from bot.readiness.finding import Finding, Findings
from storage.directory import DirectoryError, load_directory
from storage.municipality import Municipality
from storage.unit import Unit

MINUTE = 60_000_000
OVERDUE = 5 * MINUTE


def seeded_findings(unit: Unit, slug: str) -> Findings:
    """Whether the database holds what the municipality's file says."""
    known = unit.municipalities.get(slug)
    try:
        (written,) = load_directory([slug])
    except DirectoryError:
        yield Finding(f"{slug}: its file has mistakes", "refero check names them")
        return
    if known is None:
        yield Finding(f"{slug}: is not in the database", f"refero seed {slug}")
    elif known != written:
        yield Finding(f"{slug}: its file is newer than the database", f"refero seed {slug}")


def staff_findings(unit: Unit, place: Municipality) -> Findings:
    """Somebody must be able to sign in and to be pinged (reliability R34)."""
    slug = place.slug
    accounts = [one for one in unit.operators.all(slug) if not one.disabled]
    if not any("operator" in one.operator.roles for one in accounts):
        remedy = f"refero user add NAME --role operator --municipality {slug}"
        yield Finding(f"{slug}: nobody has the role operator", remedy)
    for one in accounts:
        if one.needs_second_factor and not one.has_second_factor:
            name = one.operator.name
            yield Finding(f"{slug}: {name} has no second factor", f"refero user reset {name}")
    if not unit.operators.everyone(slug):
        what = f"{slug}: nobody has joined a chat, so that new reports ping nobody"
        yield Finding(what, "open Duty at the desk and follow its link")


def waiting_findings(unit: Unit, place: Municipality) -> Findings:
    """Urgent cases that nobody has looked at, and messages that could not be read."""
    slug = place.slug
    if unseen := unit.escalations.unseen(slug):
        yield Finding(f"{slug}: urgent and unread: {unseen}", "open them in the queue at the desk")
    if dead := len(unit.dead_letters.waiting(slug)):
        what = f"{slug}: messages that could not be worked on: {dead}"
        yield Finding(what, "look at them under Failed at the desk")
    if broken := unit.audit.verify(slug):
        what = f"{slug}: the record of acts is broken at number {broken.number}"
        yield Finding(what, "compare with a backup: refero audit verify")


def sending_findings(unit: Unit, now: int) -> Findings:
    """Whether what is due leaves."""
    due, oldest = unit.outbox.waiting(now)
    if due and now - oldest > OVERDUE:
        what = f"messages that wait: {due}, the oldest for {(now - oldest) // MINUTE} minutes"
        yield Finding(what, "start refero serve, or read its log for the provider's error")

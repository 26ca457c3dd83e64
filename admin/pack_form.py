"""The form of an edition: one language beside the other, each mistake at its field."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from admin.desk import Desk
from admin.packdesk import field_name, text_label, told_fault
from locales.packdraft import FIELDS, DraftFacts, EditionDraft, FieldFault, masters
from locales.packs import SECTIONS, PackText

STATUSES: Final = ("exists", "planned", "confirm")
LONGEST: Final = 32_000
"""Letters of one field; the gate bounds the whole form."""
TITLE, SHORT, SECTION = 80, 400, 900
"""Letters that the browser lets one type; what is too long for people is said at the field."""
ROWS: Final = {"title": 1, "short": 4}


def read_edition(desk: Desk) -> EditionDraft:
    """What was typed, mistakes and all; signs that no text needs are dropped."""
    texts = {}
    for folder in masters():
        told = {name: _typed(desk, f"{folder}.{name}") for name in FIELDS}
        lines = {name: " ".join(told[name].split()) for name in ("title", "short")}
        sections = tuple((name, told[name]) for name in SECTIONS)
        texts[folder] = PackText(lines["title"], lines["short"], sections)
    status = _typed(desk, "status")
    facts = DraftFacts(
        status=status if status in STATUSES else "confirm",
        planned_year=_typed(desk, "planned_year"),
        sources=tuple(
            line.strip() for line in _typed(desk, "sources").splitlines() if line.strip()
        ),
        review_date=_typed(desk, "review_date"),
    )
    return EditionDraft(facts=facts, texts=texts)


def form_values(desk: Desk, draft: EditionDraft, faults: Sequence[FieldFault]) -> dict[str, Any]:
    """What the page of the form shows."""
    told: defaultdict[str, list[str]] = defaultdict(list)
    for fault in faults:
        told[fault.field].append(told_fault(desk, fault))
    return {
        "statuses": [(name, desk.text(f"packs.status.{name}")) for name in STATUSES],
        "facts": draft.facts,
        "faults": told,
        "summary": [(name, field_name(desk, name), words) for name, words in told.items()],
        "languages_written": [(folder, own.name) for folder, own in masters().items()],
        "rows": [_row(desk, name, draft) for name in FIELDS],
    }


def _row(desk: Desk, name: str, draft: EditionDraft) -> dict[str, Any]:
    """One field in every language."""
    return {
        "name": name,
        "label": text_label(desk, name),
        "hint": desk.text(f"packs.hint.{name}") if name in ("title", "short") else "",
        "rows": ROWS.get(name, 5),
        "max": {"title": TITLE, "short": SHORT}.get(name, SECTION),
        "texts": [
            {"folder": folder, "tag": own.tag, "name": own.name, "words": draft.told(folder, name)}
            for folder, own in masters().items()
        ],
    }


def _typed(desk: Desk, name: str) -> str:
    """A field without control signs: no database and no phone has a use for them."""
    words = desk.field(name, LONGEST).replace("\t", " ")
    kept = "".join(sign for sign in words if sign == "\n" or sign >= " ")
    return kept.encode("utf-8", "ignore").decode().strip()

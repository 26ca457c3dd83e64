"""An edition as people would get it: each Telegram message, each SMS with its cost, the web page."""

from decimal import Decimal
from typing import Any

from admin.desk import Desk
from admin.packdesk import Piece, text_label
from locales.fitting import segments
from locales.languages import Language
from locales.packdraft import edition_of
from locales.packedits import with_edition
from locales.packs import Edition, Pack, PackText


def preview(desk: Desk, piece: Piece, language: str) -> dict[str, Any]:
    """What the page shows of the newest version in one language; `shown` None when it cannot be."""
    edition = edition_of(piece.draft, piece.place.slug)
    tags = desk.services.catalog.languages
    written = [own for tag, own in tags.items() if edition and tag in edition.texts]
    values: dict[str, Any] = {"costs": [], "shown": None, "tongues": written, "tongue": language}
    if edition is None or language not in edition.texts:
        return values
    pack = with_edition(piece.pack, edition)
    values["costs"] = [_cost(desk, pack, edition, own) for own in written]
    values["shown"] = {
        "telegram": _messages(desk, pack, edition, language, "telegram"),
        "sms": _messages(desk, pack, edition, language, "sms"),
        "web": _page(desk, edition, edition.texts[language], language),
    }
    return values


def price(desk: Desk, count: int) -> str:
    """What so many segments cost, "" while nobody has said what one does."""
    amount, _, currency = desk.services.settings.sms_price.partition(" ")
    return f"{Decimal(amount) * count:f} {currency}" if amount else ""


def _messages(
    desk: Desk, pack: Pack, edition: Edition, language: str, channel: str
) -> list[dict[str, Any]]:
    sent = desk.services.pack_messages(pack, edition.place, language, channel)
    return [
        {
            "section": text_label(desk, section),
            "parts": out.parts,
            "buttons": [button.label for button in out.buttons],
            "segments": sum(segments(part, fold=False) for part in out.parts),
        }
        for section, out in sent
    ]


def _cost(desk: Desk, pack: Pack, edition: Edition, language: Language) -> dict[str, Any]:
    """The SMS of one language: the short form, and everything that can be asked for after it."""
    sent = _messages(desk, pack, edition, language.tag, "sms")
    first, every = sent[0]["segments"], sum(one["segments"] for one in sent)
    return {
        "language": language,
        "first": first,
        "first_price": price(desk, first),
        "every": every,
        "every_price": price(desk, every),
    }


def _page(desk: Desk, edition: Edition, text: PackText, language: str) -> dict[str, Any]:
    """Title, whether it exists, and the sections under their headings, in the page's language."""
    catalog = desk.services.catalog
    year = str(edition.planned_year or "")
    status = edition.status
    return {
        "title": text.title,
        "status": "" if status == "exists" else catalog.text(f"pack.{status}", language, year=year),
        "sections": [
            (catalog.text(f"section.{name}", language), words) for name, words in text.sections
        ],
        "sources": edition.sources,
        "review_date": edition.review_date.isoformat(),
    }

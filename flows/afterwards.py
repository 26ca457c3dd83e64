"""After reporting: the neutral state of a report, and words added to it (safety S7, S19)."""

import re
from typing import Final

from flows.codes import NO_PLACE, find_code, looks_like_code
from flows.effects import AddToReport, WrongCode
from flows.events import Lookup
from flows.messages import Inbound
from flows.routes import AGAIN, BEGIN
from flows.session import ReportTalk, Session
from flows.talk import SAME_TALK, Talk
from flows.world import World

CODE_WORDS: Final = 3
"""A code typed in three pieces is not yet a sentence."""


def code_asked(world: World, session: Session, inbound: Inbound, now: int) -> str:
    """Return the code whose state this message may need, "" for none: the turn looks it up.

    Either a code that was typed, or that of this talk's report when its state is asked for.
    """
    code = find_code(inbound.text, prefixes_of(world))
    if code:
        return code
    report = session.report
    if not report or (not report.open and now - report.heard_at > SAME_TALK):
        return ""
    asked = inbound.button == "menu.main.status" or (
        inbound.text and world.triggers.command(inbound.text) == "status"
    )
    at_menu = session.place is not None and session.place.flow == "menu"
    return report.code if asked or at_menu else ""


def prefixes_of(world: World) -> tuple[str, ...]:
    """Return the code prefixes of all municipalities, and that of none."""
    return (*(view.prefix for view in world.municipalities.values()), NO_PLACE)


def hear_code(talk: Talk, inbound: Inbound) -> str | None:
    """Answer a message that is or contains a code; None when it has none."""
    lookup = talk.given.lookup
    code = find_code(inbound.text, prefixes_of(talk.world))
    if not code:
        if not looks_like_code(inbound.text, prefixes_of(talk.world)):
            return None
        talk.add(WrongCode())
        return _unknown(talk)
    if lookup and lookup.blocked:
        talk.say("status.later")
        return AGAIN
    if not lookup or not lookup.report_id:
        talk.add(WrongCode())
        return BEGIN if _more_words(inbound, code) and not talk.report else _unknown(talk)
    _known(talk, inbound, lookup)
    return AGAIN


def tell_state(talk: Talk) -> str:
    """Tell the state of this talk's report, or ask for the code."""
    lookup, report = talk.given.lookup, talk.recent_report
    if lookup and report and lookup.report_id == report.id:
        _say_state(talk, lookup)
        return AGAIN
    return "status"


def _known(talk: Talk, inbound: Inbound, lookup: Lookup) -> None:
    """Whoever holds the code hears the state and may add words for half an hour."""
    if not talk.report:
        slug = lookup.municipality
        talk.change(
            report=ReportTalk(lookup.report_id, lookup.code, slug, talk.now, talk.now, open=False),
            place=None,
        )
    if _more_words(inbound, lookup.code) or inbound.attachments:
        talk.add(
            AddToReport(
                report_id=lookup.report_id,
                text=inbound.text,
                attachments=inbound.attachments,
                late=True,
            )
        )
        talk.say("added")
    else:
        _say_state(talk, lookup)


def _say_state(talk: Talk, lookup: Lookup) -> None:
    talk.say(f"status.{lookup.state}", (("code", lookup.code),))


def _unknown(talk: Talk) -> str:
    talk.say("status.unknown")
    return AGAIN


def _more_words(inbound: Inbound, code: str) -> bool:
    letters = re.findall(r"[^\W\d_]{2,}", inbound.text)
    return len(letters) > CODE_WORDS and len(inbound.text) > 2 * len(code)

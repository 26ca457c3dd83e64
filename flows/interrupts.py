"""Words and buttons that interrupt anything; a word counts only as the whole message (S14)."""

from collections.abc import Callable, Mapping
from typing import Final

from flows.afterwards import tell_state
from flows.effects import Flagged, Forget, LeaveTalk, LinkDuty, OptIn, OptOut, Remember
from flows.news import agree_at_once, take_back
from flows.options import packs_here
from flows.reporting import end_intake
from flows.routes import AGAIN, END, QUESTIONS, RESUME, WAIT
from flows.session import Session
from flows.talk import Talk

DUTY: Final = "duty-"
CAMPAIGN: Final = "c-"
ALWAYS: Final = frozenset({"stop", "exit", "forget"})
"""Commands that win over a choice of the same wording."""


def obey(talk: Talk, command: str) -> str:
    """Do what a command word asks; return the route to go on."""
    return COMMANDS[command](talk)


def duty_token(text: str) -> str:
    """Return the token of staff's "duty-…", typed as the whole message; "" for anything else."""
    word = text.strip()
    return word[len(DUTY) :] if word.lower().startswith(DUTY) and " " not in word else ""


def join_duty(talk: Talk, token: str) -> str:
    """Staff's phone joins their account; the answer is the same for a wrong token."""
    talk.add(LinkDuty(token=token))
    talk.say("duty.joined")
    return WAIT


def start_link(talk: Talk, payload: str) -> str:
    """Take /start with its deep link: municipality, municipality--topic, c-campaign, duty-token."""
    if token := duty_token(payload):
        return join_duty(talk, token)
    if talk.given.opted_out:
        talk.add(OptIn())
    place, _, topic = payload.partition("--")
    if place in talk.world.municipalities and not talk.given.municipality:
        talk.change(municipality=place)
        talk.add(Remember(municipality=place))
    campaign, topic = _campaign(payload) if payload.startswith(CAMPAIGN) else ("", topic)
    named = next((p.topic for p in packs_here(talk) if topic in (p.topic, p.neutral_id)), "")
    talk.share(topic=named, campaign=campaign)
    _interrupt(talk)
    return "welcome"


def _campaign(payload: str) -> tuple[str, str]:
    """Number and topic of "c-12" or "c-12-p7"."""
    number, _, topic = payload.removeprefix(CAMPAIGN).partition("-")
    return number, topic


def obey_about(talk: Talk, topic: str, *, on: bool) -> str:
    """Begin or end one topic of campaigns ("NEWS SCHOOL", "STOP SCHOOL"), in any state of the talk."""
    if not on:
        take_back(talk, topic, "word")
        return WAIT
    if not talk.municipality.slug:  # first of which municipality
        return _news(talk)
    agree_at_once(talk, topic)
    return WAIT


def _news(talk: Talk) -> str:
    _interrupt(talk)
    return "news"


def _stop(talk: Talk) -> str:
    talk.add(OptOut())
    talk.say("optout.done")
    return WAIT


def _start(talk: Talk) -> str:
    if talk.given.opted_out:
        talk.add(OptIn())
        talk.say("optout.undone")
    if talk.report:
        return AGAIN
    return "menu" if talk.on_sms else "welcome"


def _help(talk: Talk) -> str:
    if not talk.report:
        return "self"
    talk.say("self.numbers")
    return AGAIN


def _menu(talk: Talk) -> str:
    _interrupt(talk)
    return "menu"


def _info(talk: Talk) -> str:
    """By SMS the word of the first answer, which brings the notice (safety S1)."""
    if talk.on_sms:
        talk.say("notice.who")
        talk.say("notice.limits")
        return AGAIN
    _interrupt(talk)
    return "info"


def _human(talk: Talk) -> str:
    if not talk.report:
        return "human"
    talk.add(Flagged(reason="wants_person", report_id=talk.report.id))
    talk.say("human.noted")
    return AGAIN


def _language(talk: Talk) -> str:
    _interrupt(talk)
    return "language"


def _letters(talk: Talk) -> str:
    """Keep ë, č and Cyrillic in this person's SMS, at the price of longer messages."""
    talk.add(Remember(diacritics=True))
    talk.say("letters.kept")
    return AGAIN


def _plain(talk: Talk) -> str:
    """Fold SMS to plain letters again."""
    talk.add(Remember(diacritics=False))
    talk.say("letters.plain")
    return AGAIN


def _exit(talk: Talk) -> str:
    """End the talk with an innocent text; the report goes on without the person (safety S9)."""
    end_intake(talk, complete=False)
    old = talk.session
    talk.change(report=None)
    talk.add(LeaveTalk(take_back=not talk.on_sms))
    talk.say("exit.done")
    talk.session = Session(
        language=old.language,
        municipality=old.municipality,
        noticed=old.noticed,
        flood_told_at=old.flood_told_at,
        silent=True,
    )
    return END


def _forget(talk: Talk) -> str:
    """Always the same answer, whatever there was to forget (safety S7)."""
    end_intake(talk, complete=False)
    talk.change(report=None)
    talk.add(Forget())
    talk.say("forget.done")
    talk.session = Session()
    return END


def _back(talk: Talk) -> str:
    """To the question before; out of an interruption to what it left."""
    report = talk.report
    if talk.session.resume or not report or not report.answered:
        return RESUME
    talk.change_report(answered=report.answered[:-1])
    return QUESTIONS


def _skip(talk: Talk) -> str:
    """Nothing to skip here."""
    return AGAIN if talk.session.place else RESUME


def _interrupt(talk: Talk) -> None:
    """Remember the open question, to come back to it."""
    if talk.report and talk.session.place and not talk.session.resume:
        talk.change(resume=talk.session.place)


COMMANDS: Final[Mapping[str, Callable[[Talk], str]]] = {
    "stop": _stop,
    "start": _start,
    "help": _help,
    "menu": _menu,
    "info": _info,
    "human": _human,
    "status": tell_state,
    "language": _language,
    "letters": _letters,
    "plain": _plain,
    "exit": _exit,
    "forget": _forget,
    "news": _news,
    "back": _back,
    "skip": _skip,
}

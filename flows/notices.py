"""What staff and providers caused: said only where the person allows it (safety S5, S13, S23)."""

from typing import Final

from flows.effects import Flagged, OptIn, OptOut, Say
from flows.events import CaseMoved, ChannelChanged, ContactState, OperatorReplied, TimerFired
from flows.reporting import end_intake
from flows.session import ReportTalk
from flows.talk import Talk

INVITED: Final = "invited"
ASKED: Final = "asked_for"


def time_out(talk: Talk, fired: TimerFired) -> None:
    """Queue the report as far as it came; nothing is sent (reliability R10)."""
    del fired  # the only kind of timer there is
    if talk.report:
        end_intake(talk, complete=False)
        talk.change(place=None, resume=None)


def operator_replied(talk: Talk, reply: OperatorReplied) -> None:
    """Pass on the words of staff, or hold them and let staff see that they were held."""
    wanted = talk.session.shared.get(ASKED) == reply.report_id
    allowed = _may_write(talk, reply.report_id, reply.contact) or wanted
    if reply.invitation:
        allowed = reply.contact == "not_asked"
    if talk.session.silent or not allowed:
        talk.add(Flagged(reason="reply_held", report_id=reply.report_id))
        return
    talk.add(_reply_words(talk, reply))
    if reply.invitation:
        talk.share(**{INVITED: reply.report_id, "invited_code": reply.code})
    elif not talk.report:
        _go_on_about(talk, reply.report_id, reply.code)


def accept_invitation(talk: Talk) -> bool:
    """Tell whether the person just said "1" to the invitation; then staff may write (S5)."""
    report_id = talk.session.shared.get(INVITED, "")
    if not report_id or talk.report or talk.inbound.text.strip(" .") != "1":
        return False
    talk.share(**{INVITED: "", ASKED: report_id})
    _go_on_about(talk, report_id, talk.session.shared["invited_code"])
    talk.add(Flagged(reason="invitation_accepted", report_id=report_id))
    return True


def case_moved(talk: Talk, moved: CaseMoved) -> None:
    """Tell the neutral state where the person wants to be written to."""
    if moved.quiet or talk.session.silent:
        return
    if _may_write(talk, moved.report_id, moved.contact):
        talk.add(
            Say(
                key=f"moved.{moved.state}",
                language=talk.language,
                params=(("code", moved.code),),
                report_id=moved.report_id,
                about_report=True,
                priority="notice",
                silent=True,
            )
        )


def channel_changed(talk: Talk, changed: ChannelChanged) -> None:
    """Blocked by the person means opted out."""
    talk.add(OptOut() if changed.blocked else OptIn())


def _may_write(talk: Talk, report_id: str, contact: ContactState) -> bool:
    """Yes, or not asked yet while the same talk goes on: that is an answer, no contact (S5)."""
    recent = talk.recent_report
    same_talk = recent is not None and recent.id == report_id
    return contact == "yes" or (contact == "not_asked" and same_talk)


def _reply_words(talk: Talk, reply: OperatorReplied) -> Say:
    key = "invitation" if reply.invitation else reply.canned
    return Say(
        key=key,
        literal="" if key else reply.text,
        language=talk.language,
        params=(("code", reply.code),),
        report_id=reply.report_id,
        reply_id=reply.reply_id,
        about_report=True,
        silent=True,
    )


def _go_on_about(talk: Talk, report_id: str, code: str) -> None:
    slug = talk.municipality.slug
    talk.change(report=ReportTalk(report_id, code, slug, talk.now, talk.now, open=False))

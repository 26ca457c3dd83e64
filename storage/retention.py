"""What is not needed any more goes (safety S16; reliability R29 keeps the ids for replays)."""

from sqlalchemy import BigInteger, String, bindparam, text

from storage.campaign_feed import mark_of
from storage.schema import code_tries, inbox, operator_tokens, questions
from storage.sign_ins import SignIns
from storage.table import TableAccess

DAY = 24 * 3_600_000_000
RAW_LASTS = 7 * DAY
QUESTIONS_LAST = 90 * DAY
CAMPAIGNS_LAST = 90 * DAY
SLICE = 20_000
"""Recipients that one write forgets: no reply waits for more."""


class Retention(TableAccess):
    """Purges; safe to run at any time and twice."""

    def purge_raw(self, now: int) -> int:
        """Empties bodies and events that were worked on over 7 days ago; how many.

        The row stays, so that a replayed webhook is still known. Dead letters stay until a person
        has put them away.
        """
        old = inbox.update().where(
            inbox.c.state.in_(("done", "put_away")),
            inbox.c.received_at < now - RAW_LASTS,
            inbox.c.event_enc != b"",
        )
        return self.connection.execute(old.values(raw_enc=None, event_enc=b"")).rowcount

    def purge_campaigns(self, now: int) -> int:
        """Forget who got campaigns that ended over 90 days ago, SLICE at once; how many were forgotten.

        What became of how many is kept (`campaign_tallies`): nothing is counted anew by then.
        """
        number = self.connection.scalar(OVER, {"old": now - CAMPAIGNS_LAST})
        if number is None:
            return 0
        last = self.connection.scalar(LAST_OF_SLICE, {"number": number, "slice": SLICE})
        these = {"number": number, "last": last}
        self.connection.execute(FORGET_SENDS, {**these, "mark": mark_of(number)})
        return self.connection.execute(FORGET_RECIPIENTS, these).rowcount

    def purge_tries(self, now: int) -> None:
        """Wrong codes of over a day ago, questions of over 90, ended links and ended sessions."""
        old = questions.c.at < now - QUESTIONS_LAST
        self.connection.execute(questions.delete().where(old))
        self.connection.execute(code_tries.delete().where(code_tries.c.at < now - DAY))
        over = operator_tokens.c.expires_at <= now
        self.connection.execute(operator_tokens.delete().where(over))
        SignIns(self.connection, self.vault).purge(now)


OVER = text("""
    SELECT k.number FROM campaigns k
    WHERE k.finished_at < :old AND k.state IN ('finished', 'cancelled')
    AND EXISTS (SELECT 1 FROM campaign_recipients p WHERE p.campaign = k.number)
    ORDER BY k.number LIMIT 1
""").bindparams(bindparam("old", type_=BigInteger()))
LAST_OF_SLICE = text("""
    SELECT max(contact) FROM (
        SELECT contact FROM campaign_recipients WHERE campaign = :number
        ORDER BY contact LIMIT :slice
    ) AS slice
""")
# A message's id is made of campaign and contact (storage.campaign_feed).
FORGET_SENDS = text("""
    DELETE FROM outbox WHERE id IN (
        SELECT :mark || substr(contact, 6) FROM campaign_recipients
        WHERE campaign = :number AND contact <= :last
    )
""").bindparams(bindparam("mark", type_=String()))
FORGET_RECIPIENTS = text("""
    DELETE FROM campaign_recipients WHERE campaign = :number AND contact <= :last
""")

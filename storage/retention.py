"""What is not needed any more goes (safety S16; reliability R29 keeps the ids for replays)."""

from storage.schema import code_tries, inbox, operator_tokens, questions
from storage.sign_ins import SignIns
from storage.table import TableAccess

DAY = 24 * 3_600_000_000
RAW_LASTS = 7 * DAY
QUESTIONS_LAST = 90 * DAY


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

    def purge_tries(self, now: int) -> None:
        """Wrong codes of over a day ago, questions of over 90, ended links and ended sessions."""
        old = questions.c.at < now - QUESTIONS_LAST
        self.connection.execute(questions.delete().where(old))
        self.connection.execute(code_tries.delete().where(code_tries.c.at < now - DAY))
        over = operator_tokens.c.expires_at <= now
        self.connection.execute(operator_tokens.delete().where(over))
        SignIns(self.connection, self.vault).purge(now)

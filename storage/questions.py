"""What people asked and no pack answers; without a trace of who asked."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import insert, select

from flows.effects import AskedInVain
from storage.ids import new_id
from storage.schema import questions
from storage.table import TableAccess


class Question(msgspec.Struct, frozen=True):
    """One question in its masked words; `at` in microseconds."""

    id: str
    language: str
    words: str
    at: int

    def __repr__(self) -> str:
        return f"Question({self.id})"


class Questions(TableAccess):
    """The table `questions`."""

    def add(self, asked: Sequence[AskedInVain], now: int) -> None:
        """Keep masked questions."""
        rows = [self._row(one, now) for one in asked]
        if rows:
            self.connection.execute(insert(questions), rows)

    def latest(self, municipality: str, limit: int) -> list[Question]:
        """The last questions of one municipality, newest first."""
        wanted = (
            select(questions)
            .where(questions.c.municipality == municipality)
            .order_by(questions.c.at.desc(), questions.c.id.desc())
            .limit(limit)
        )
        return [
            Question(row.id, row.language, self._words(row.id, row.words_enc), row.at)
            for row in self.connection.execute(wanted)
        ]

    def remove(self, municipality: str, question_id: str) -> bool:
        """Staff have dealt with it; False when it is not one of this municipality's."""
        gone = questions.delete().where(
            questions.c.id == question_id, questions.c.municipality == municipality
        )
        return self.connection.execute(gone).rowcount == 1

    def _row(self, one: AskedInVain, now: int) -> dict[str, object]:
        row_id = new_id(now)
        return {
            "id": row_id,
            "municipality": one.municipality,
            "language": one.language,
            "words_enc": self.vault.seal_text("questions", "words_enc", row_id, one.masked),
            "at": now,
        }

    def _words(self, row_id: str, sealed: bytes) -> str:
        return self.vault.open_text("questions", "words_enc", row_id, sealed)

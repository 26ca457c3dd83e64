"""What staff write to each other about a case; sealed, never sent to anybody."""

import msgspec
import sqlalchemy as sa

from storage.ids import new_id
from storage.schema import notes, operators
from storage.table import TableAccess


class Note(msgspec.Struct, frozen=True):
    """`author` is the operator's name, `at` microseconds UTC."""

    id: str
    author: str
    text: str
    at: int

    def __repr__(self) -> str:
        return f"Note({self.id})"


class Notes(TableAccess):
    """The notes of cases; whoever asks has already been allowed to see the case."""

    def add(self, case_id: str, author: str, text: str, now: int) -> str:
        """Keeps a note; its id."""
        note_id = new_id(now)
        sealed = self.vault.seal_text("notes", "text_enc", note_id, text)
        row = {"id": note_id, "case": case_id, "author": author, "text_enc": sealed, "at": now}
        self.connection.execute(notes.insert(), row)
        return note_id

    def of_case(self, case_id: str) -> list[Note]:
        """The notes of a case, oldest first."""
        found = (
            sa.select(notes, operators.c.name.label("author_name"))
            .outerjoin(operators, operators.c.id == notes.c.author)
            .where(notes.c.case == case_id)
            .order_by(notes.c.id)
        )
        return [self._note(row) for row in self.connection.execute(found)]

    def _note(self, row: sa.Row[tuple[object, ...]]) -> Note:
        text = self.vault.open_text("notes", "text_enc", row.id, row.text_enc)
        return Note(row.id, row.author_name or "", text, row.at)

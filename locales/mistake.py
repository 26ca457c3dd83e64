"""What a proof over this room's files finds."""

import msgspec


class Mistake(msgspec.Struct, frozen=True):
    """One mistake: where it stands (line from 1), what it is, what to do."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} ({self.remedy})"

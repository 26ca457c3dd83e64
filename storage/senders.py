"""What SMS of campaigns can leave from, and what is wrong with what was given."""

import re
from collections.abc import Collection, Iterator
from typing import Final, Literal

SenderKind = Literal["number", "service", "letters"]
SHAPES: Final[tuple[tuple[SenderKind, re.Pattern[str]], ...]] = (
    ("number", re.compile(r"\+[1-9][0-9]{6,14}")),
    ("service", re.compile(r"MG[0-9a-fA-F]{32}")),
    ("letters", re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9 +_&-]{0,10}")),
)
"""E.164, a messaging service's SID, an alphanumeric sender id (Twilio, AlphaSender resource)."""


def kind_of_sender(sender: str) -> SenderKind | None:
    """What a sender is, None for nothing that Twilio takes; people cannot answer letters."""
    return next((kind for kind, shape in SHAPES if shape.fullmatch(sender)), None)


def sender_mistakes(sender: str, own: Collection[str], rate: int) -> Iterator[str]:
    """Each thing wrong with the campaigns' sender, as one line; `own` are those of the line.

    Providers block by sender: whoever stops campaigns must go on getting the line's answers (S14).
    """
    if sender and kind_of_sender(sender) is None:
        yield (
            "REFERO_TWILIO_CAMPAIGN_FROM is a number such as +355690000000, a messaging service "
            "(MG…) or at most 11 letters"
        )
    if sender and sender in own:
        yield "REFERO_TWILIO_CAMPAIGN_FROM is the line's own sender; campaigns need another one"
    if rate < 1:
        yield "REFERO_TWILIO_CAMPAIGN_RATE is at least 1"

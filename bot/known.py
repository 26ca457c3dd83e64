"""Who a claimed event is about, and what we remember of the talk."""

from typing import NamedTuple

from flows.session import Session
from storage.contacts import Contact
from storage.inbox import Claimed


class Known(NamedTuple):
    """One person of a batch; `version` 0 = no session yet."""

    claimed: Claimed
    contact: Contact
    session: Session
    version: int

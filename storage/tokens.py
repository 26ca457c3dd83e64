"""One-time links: to sign in for the first time, and to join a chat to an account for pings.

Only a keyed index of a token is kept; whoever reads the database cannot use one.
"""

import secrets
from typing import Literal

from flows.codes import LETTERS, LOOK_ALIKE
from storage.schema import contacts, operator_tokens, operators
from storage.table import TableAccess

Kind = Literal["sign_in", "duty"]
PURPOSE = "operator_token"
LIFETIME = {"sign_in": 24 * 3_600_000_000, "duty": 3_600_000_000}
"""Microseconds."""


class Tokens(TableAccess):
    """Makes and uses one-time tokens."""

    def make(self, operator_id: str, kind: Kind, now: int) -> str:
        """A token for a link, or one of 60 bits to be typed; an earlier one of this kind ends."""
        token = secrets.token_urlsafe(18) if kind == "sign_in" else _typeable()
        mine = (operator_tokens.c.operator == operator_id) & (operator_tokens.c.kind == kind)
        self.connection.execute(operator_tokens.delete().where(mine))
        row = {
            "token_index": self.vault.index(PURPOSE, token),
            "operator": operator_id,
            "kind": kind,
            "expires_at": now + LIFETIME[kind],
        }
        self.connection.execute(operator_tokens.insert(), row)
        return token

    def use(self, token: str, kind: Kind, now: int) -> str:
        """The operator's id, once; "" for an unknown, used or expired token."""
        indexes = self.vault.indexes(PURPOSE, token)
        used = (
            operator_tokens.delete()
            .where(operator_tokens.c.token_index.in_(indexes), operator_tokens.c.kind == kind)
            .where(operator_tokens.c.expires_at > now)
            .where(operator_tokens.c.operator.in_(ACTIVE))
            .returning(operator_tokens.c.operator)
        )
        return self.connection.scalar(used) or ""

    def link_duty(self, token: str, contact_id: str, now: int) -> bool:
        """Joins the chat or phone that sent the token to its account; one of each channel.

        Whoever sends it holds the phone: nobody's number is joined by being named.
        """
        operator_id = self.use(as_typed(token), "duty", now)
        if not operator_id:
            return False
        mine = contacts.c.id == contact_id
        channel = contacts.select().with_only_columns(contacts.c.channel).where(mine)
        older = (contacts.c.operator == operator_id) & (
            contacts.c.channel == channel.scalar_subquery()
        )
        self.connection.execute(contacts.update().where(older).values(operator=None))
        self.connection.execute(contacts.update().where(mine).values(operator=operator_id))
        return True


def as_typed(token: str) -> str:
    """A typed token as it was made: case, O for 0 and I or L for 1 do not matter."""
    return token.strip().upper().translate(LOOK_ALIKE)


def _typeable() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(12))


ACTIVE = (
    operators.select().with_only_columns(operators.c.id).where(operators.c.disabled_at.is_(None))
)

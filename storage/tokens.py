"""One-time links: to sign in for the first time, and to join a chat to an account for pings.

Only a keyed index of a token is kept; whoever reads the database cannot use one.
"""

import secrets
from typing import Literal

from storage.schema import contacts, operator_tokens, operators
from storage.table import TableAccess

Kind = Literal["sign_in", "duty"]
PURPOSE = "operator_token"
LIFETIME = {"sign_in": 24 * 3_600_000_000, "duty": 3_600_000_000}
"""Microseconds."""


class Tokens(TableAccess):
    """Makes and uses one-time tokens."""

    def make(self, operator_id: str, kind: Kind, now: int) -> str:
        """A token of 144 bits for a link; an earlier one of this kind ends."""
        token = secrets.token_urlsafe(18)
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
        """Joins a chat to the token's account: pings go there from now on."""
        operator_id = self.use(token, "duty", now)
        if not operator_id:
            return False
        mine = contacts.c.id == contact_id
        self.connection.execute(contacts.update().where(mine).values(operator=operator_id))
        return True


ACTIVE = (
    operators.select().with_only_columns(operators.c.id).where(operators.c.disabled_at.is_(None))
)

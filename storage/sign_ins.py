"""Signing in: tries, sessions, second factor (R34 to R36)."""

import hmac
import secrets

import msgspec
import sqlalchemy as sa

from storage.locks import wait_for_turn
from storage.operators import Account, Operators
from storage.passwords import matches
from storage.schema import operator_sessions, operators, sign_in_tries
from storage.table import TableAccess

TRIES = 10
MINUTE = 60_000_000
WINDOW = 15 * MINUTE
IDLE = 30 * MINUTE
ABSOLUTE = 12 * 60 * MINUTE


class Attempt(msgspec.Struct, frozen=True):
    """One try; `allowed` is false after ten in a quarter of an hour, known account or not.

    `at_home`: it comes from a browser that this account signed in with before. `matches` costs about 20 ms and 19 MiB: the caller runs it off the event loop, few at a time.
    """

    allowed: bool
    operator_id: str
    password_hash: str
    at_home: bool = False

    def matches(self, password: str) -> bool:
        """Whether the password is right; the same work for an account that does not exist."""
        return matches(self.password_hash, password) and bool(self.operator_id)

    def __repr__(self) -> str:
        return f"Attempt(allowed={self.allowed})"


class NewSession(msgspec.Struct, frozen=True):
    """What the browser keeps: the token in a cookie, `csrf` in its forms."""

    token: str
    csrf: str

    def __repr__(self) -> str:
        return "NewSession(***)"


class SignedIn(msgspec.Struct, frozen=True):
    """Whose session a token is; `second_factor` tells whether it was given."""

    account: Account
    csrf: str
    second_factor: bool

    def __repr__(self) -> str:
        return f"SignedIn({self.account.operator.id})"


class SignIns(TableAccess):
    """Tries and sessions; a token is stored as a keyed index only."""

    def begin(self, name: str, now: int, device: str = "") -> Attempt:
        """Counts a try for this name and hands out what checking the password takes.

        Tries from a browser that knows the account are counted apart: strangers who try
        passwords in somebody's name do not lock them out (R35).
        """
        nonce = self._known_device(name, device)
        allowed = self._count(f"device:{nonce}" if nonce else f"name:{name.casefold()}", now)
        found = sa.select(operators.c.id, operators.c.password_hash).where(
            operators.c.name == name, operators.c.disabled_at.is_(None)
        )
        row = self.connection.execute(found).first()
        who, stored = (row.id, row.password_hash) if row else ("", "")
        return Attempt(allowed, who, stored, at_home=bool(nonce))

    def device(self, operator_id: str) -> str:
        """What a browser keeps to be known as one that this account signs in with."""
        found = sa.select(operators.c.name).where(operators.c.id == operator_id)
        nonce, name = secrets.token_hex(16), self.connection.scalar(found) or ""
        return f"{nonce}.{self.vault.index('device', f'{name}/{nonce}').hex()}"

    def start(self, operator_id: str, now: int, *, second_factor: bool = False) -> NewSession:
        """A fresh session of 256 random bits."""
        session = NewSession(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
        row = {
            "token_index": self.vault.index("session", session.token),
            "operator": operator_id,
            "csrf": session.csrf,
            "second_factor": second_factor,
            "made_at": now,
            "seen_at": now,
        }
        self.connection.execute(operator_sessions.insert(), row)
        return session

    def find(self, token: str, now: int) -> SignedIn | None:
        """The session of a token, or None: unknown, idle for 30 min, older than 12 h, disabled."""
        found = (
            operator_sessions.select()
            .join(operators, operators.c.id == operator_sessions.c.operator)
            .where(self._is(token), operators.c.disabled_at.is_(None))
            .where(operator_sessions.c.seen_at > now - IDLE)
            .where(operator_sessions.c.made_at > now - ABSOLUTE)
        )
        row = self.connection.execute(found).first()
        account = Operators(self.connection, self.vault).get(row.operator) if row else None
        return SignedIn(account, row.csrf, row.second_factor) if row and account else None

    def touch(self, token: str, now: int) -> None:
        """Somebody is still there: written once a minute at most."""
        stale = operator_sessions.c.seen_at < now - MINUTE
        touched = operator_sessions.update().where(self._is(token), stale).values(seen_at=now)
        self.connection.execute(touched)

    def confirm(self, token: str, code: str, now: int) -> NewSession | None:
        """A new session once the second factor is right (R36), else None; ten tries as well."""
        signed_in = self.find(token, now)
        if signed_in is None:
            return None
        operator_id = signed_in.account.operator.id
        if not self.try_code(operator_id, code, now):
            return None
        self.end(token)
        return self.start(operator_id, now, second_factor=True)

    def try_code(self, operator_id: str, code: str, now: int) -> bool:
        """Whether the second factor is right, and ten tries were not used up (R34, R35)."""
        if not self._count(f"code:{operator_id}", now):
            return False
        return Operators(self.connection, self.vault).check_totp(operator_id, code, now)

    def end(self, token: str) -> None:
        """Signing out."""
        self.connection.execute(operator_sessions.delete().where(self._is(token)))

    def purge(self, now: int) -> int:
        """Removes sessions that have ended by themselves, and old tries."""
        tries = sign_in_tries.delete().where(sign_in_tries.c.at < now - WINDOW)
        self.connection.execute(tries)
        over = (operator_sessions.c.seen_at <= now - IDLE) | (
            operator_sessions.c.made_at <= now - ABSOLUTE
        )
        return self.connection.execute(operator_sessions.delete().where(over)).rowcount

    def _known_device(self, name: str, device: str) -> str:
        """The device's own number when it was made for this name, else ""."""
        nonce, _, proof = device.partition(".")
        given = proof.encode("utf-8", "replace")
        made = self.vault.indexes("device", f"{name}/{nonce}")
        right = [hmac.compare_digest(one.hex().encode(), given) for one in made]
        return nonce if any(right) else ""

    def _is(self, token: str) -> sa.ColumnElement[bool]:
        return operator_sessions.c.token_index.in_(self.vault.indexes("session", token))

    def _count(self, account: str, now: int) -> bool:
        """Counts only what is let through, so that the window moves on under attack (R35)."""
        indexes = self.vault.indexes("sign-in", account)
        wait_for_turn(self.connection, f"sign-in {indexes[0].hex()}")
        lately = sa.select(sa.func.count()).where(
            sign_in_tries.c.account_index.in_(indexes), sign_in_tries.c.at > now - WINDOW
        )
        if self.connection.execute(lately).scalar_one() >= TRIES:
            return False
        row = {"account_index": indexes[0], "at": now}
        self.connection.execute(sign_in_tries.insert(), row)
        return True

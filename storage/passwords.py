"""Passwords: what is accepted, and how it is kept (R34: Argon2id, OWASP's 19 MiB, t=2, p=1)."""

from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from storage.common_passwords import is_common

WITH_SECOND_FACTOR = 12
ALONE = 15
LONGEST = 128
Refusal = Literal["short", "long", "common", "name"]

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Of a password nobody knows: an unknown user costs the same work as a known one (R35).
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$aqzLsTOvuGraURzA2gMzfA"
    "$2JRY7N3IZOSj8t8ShTyJX2iYnUZ4RMt2LGhJDGtnU+w"
)


class PasswordRefused(Exception):
    """The password does not keep the rules; `reason` is coded."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def check_password(password: str, name: str, *, second_factor: bool) -> None:
    """PasswordRefused unless it is long enough (15, or 12 with a second factor) and no habit."""
    shortest = WITH_SECOND_FACTOR if second_factor else ALONE
    if len(password) < shortest:
        raise PasswordRefused("short")
    if len(password) > LONGEST:
        raise PasswordRefused("long")
    if len(name) > 2 and name.casefold() in password.casefold():
        raise PasswordRefused("name")
    if is_common(password):
        raise PasswordRefused("common")


def hash_password(password: str) -> str:
    """The PHC string that is stored; about 20 ms of work."""
    return _hasher.hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether a password is the stored one; the same work when nothing is stored."""
    try:
        _hasher.verify(stored or NOBODY, password)
    except (Argon2Error, InvalidHashError):
        return False
    return bool(stored)

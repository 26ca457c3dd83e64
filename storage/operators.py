"""Whoever signs in: accounts, roles, second factors, one-time links and who is on duty."""

from collections.abc import Iterable

import msgspec
import pyotp
import sqlalchemy as sa

from flows.facts import Operator
from flows.spelling import normalise
from storage.ids import new_id
from storage.passwords import check_password, hash_password
from storage.prepared import Prepared
from storage.schema import (
    contacts,
    operator_roles,
    operator_sessions,
    operator_tokens,
    operators,
    reports,
)
from storage.table import TableAccess

# Roles that see who reported: never without a second factor (R34).
IDENTITY_ROLES = frozenset(
    {"operator", "unit_worker", "child_protection", "dv_coordinator", "supervisor"}
)
TOTP_SECONDS = 30


class NewOperator(msgspec.Struct, frozen=True, kw_only=True):
    """An account to make; `municipality` "" works for all of them."""

    name: str
    roles: frozenset[str]
    municipality: str = ""
    language: str = "sq"
    unit: str = ""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An operator as their administrators see them."""

    operator: Operator
    disabled: bool
    on_duty: bool
    has_password: bool
    has_second_factor: bool
    has_chat: bool

    @property
    def needs_second_factor(self) -> bool:
        """Whether one of the roles sees identities."""
        return bool(self.operator.roles & IDENTITY_ROLES)


class WorkPhone(msgspec.Struct, frozen=True):
    """A chat or phone that an operator joined to their account."""

    contact: str
    line: str
    channel: str
    diacritics: bool


class Operators(TableAccess):
    """The accounts; names are unique."""

    def add(self, new: NewOperator, now: int) -> str:
        """A new account without a password; its id. IntegrityError for a name that exists."""
        operator_id = new_id(now)
        row = {
            "id": operator_id,
            "name": new.name,
            "municipality": new.municipality or None,
            "language": new.language,
            "unit": new.unit,
            "made_at": now,
        }
        self.connection.execute(operators.insert(), row)
        self.set_roles(operator_id, new.roles)
        return operator_id

    def set_roles(self, operator_id: str, roles: frozenset[str]) -> None:
        """These roles and no other; open sessions end, so that each has today's rights (R36)."""
        mine = operator_roles.c.operator == operator_id
        self.connection.execute(operator_roles.delete().where(mine))
        rows = [{"operator": operator_id, "role": role} for role in sorted(roles)]
        if rows:
            self.connection.execute(operator_roles.insert(), rows)
        self._end_sessions(operator_id)

    def find(self, name: str) -> Account | None:
        """An account by its name, disabled ones too."""
        return next(iter(self._accounts(operators.c.name == name)), None)

    def get(self, operator_id: str) -> Account | None:
        """An account by its id."""
        return next(iter(self._accounts(operators.c.id == operator_id)), None)

    def all(self, municipality: str) -> list[Account]:
        """The accounts of one municipality, by name."""
        return self._accounts(operators.c.municipality == municipality)

    def set_password(self, operator_id: str, password: str) -> None:
        """PasswordRefused unless it keeps the rules; open sessions end."""
        account = self.get(operator_id)
        if account is None:
            return
        check_password(password, account.operator.name, second_factor=account.needs_second_factor)
        self._set(operator_id, password_hash=hash_password(password))
        self._end_sessions(operator_id)

    def new_totp(self, operator_id: str) -> str:
        """A fresh second factor; its provisioning URI, to be shown once."""
        secret = pyotp.random_base32()
        self._keep_totp(operator_id, secret, 0)
        name = self.connection.scalar(
            sa.select(operators.c.name).where(operators.c.id == operator_id)
        )
        return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Refero")

    def set_totp(self, operator_id: str, secret: str, step: int) -> None:
        """The owner's own second factor, whose code of `step` is used up; open sessions end."""
        self._keep_totp(operator_id, secret, step)
        self._end_sessions(operator_id)

    def check_totp(self, operator_id: str, code: str, now: int) -> bool:
        """Whether the code is of this half minute or a neighbour; each is accepted once (R34)."""
        found = sa.select(operators.c.totp_enc).where(operators.c.id == operator_id)
        sealed = self.connection.scalar(found)
        if not sealed:
            return False
        secret = self.vault.open_text("operators", "totp_enc", operator_id, sealed)
        step = step_of(secret, code, now)
        return step is not None and self._use_step(operator_id, step)

    def disable(self, operator_id: str, now: int) -> None:
        """Ends every session, link and ping at once."""
        self._set(operator_id, disabled_at=now, on_duty=False)
        self._end_sessions(operator_id)
        mine = operator_tokens.c.operator == operator_id
        self.connection.execute(operator_tokens.delete().where(mine))
        self.connection.execute(
            contacts.update().where(contacts.c.operator == operator_id).values(operator=None)
        )

    def enable(self, operator_id: str) -> None:
        """The account may sign in again."""
        self._set(operator_id, disabled_at=None)

    def reset(self, operator_id: str) -> None:
        """Forgets password and second factor and ends the sessions: a link sets them anew."""
        self._set(operator_id, password_hash="", totp_enc=None, totp_step=0)
        self._end_sessions(operator_id)

    def set_duty(self, operator_id: str, *, on_duty: bool) -> None:
        """Whether new reports ping this operator."""
        self._set(operator_id, on_duty=on_duty)

    def duty_contacts(self, municipality: str) -> list[str]:
        """The chats of who is on duty; when nobody is, the line's operators, then supervisors."""
        rows = FIND_NEAREST.run(self.connection, {"municipality": municipality}).all()
        nearest = min((row.remove for row in rows), default=0)
        return sorted(row.id for row in rows if row.remove == nearest)

    def relief(self, municipality: str) -> list[str]:
        """The chats of the line's operators who are not on duty."""
        return self._chats(RELIEF, municipality)

    def supervisors(self, municipality: str) -> list[str]:
        """The chats of the supervisors."""
        return self._chats(SUPERVISORS, municipality)

    def everyone(self, municipality: str) -> list[str]:
        """The chats of all who may see a report."""
        return self._chats(EVERYONE, municipality)

    def work_phones(self, operator_id: str) -> list[WorkPhone]:
        """The operator's own chat and phone, to which a campaign is sent as a test."""
        rows = self.connection.execute(WORK_PHONES, {"operator": operator_id})
        return [WorkPhone(*row) for row in rows]

    def named_in(self, municipality: str, texts: Iterable[str]) -> list[str]:
        """Staff whose whole name is said in one of the texts, in any spelling (safety S20)."""
        said = [set(normalise(text).split()) for text in texts]
        names = [one.operator.name for one in self.all(municipality) if not one.disabled]
        spelt = {name: set(normalise(name).split()) for name in names}
        return [
            name
            for name, words in spelt.items()
            if sum(map(len, words)) > 4 and any(words <= text for text in said)
        ]

    def _chats(self, whose: sa.Select[tuple[str]], municipality: str) -> list[str]:
        return sorted(self.connection.scalars(whose, {"municipality": municipality}))

    def _accounts(self, which: sa.ColumnElement[bool]) -> list[Account]:
        chat = sa.exists().where(contacts.c.operator == operators.c.id)
        rows = self.connection.execute(
            sa.select(operators, chat.label("has_chat")).where(which).order_by(operators.c.name)
        ).all()
        roles = self._roles([row.id for row in rows])
        return [_account(row, roles.get(row.id, frozenset())) for row in rows]

    def _roles(self, ids: list[str]) -> dict[str, frozenset[str]]:
        found = operator_roles.select().where(operator_roles.c.operator.in_(ids))
        held: dict[str, set[str]] = {}
        for row in self.connection.execute(found):
            held.setdefault(row.operator, set()).add(row.role)
        return {operator: frozenset(roles) for operator, roles in held.items()}

    def _keep_totp(self, operator_id: str, secret: str, step: int) -> None:
        sealed = self.vault.seal_text("operators", "totp_enc", operator_id, secret)
        self._set(operator_id, totp_enc=sealed, totp_step=step)

    def _use_step(self, operator_id: str, step: int) -> bool:
        """The database decides which of two simultaneous uses was first."""
        unused = (operators.c.id == operator_id) & (operators.c.totp_step < step)
        update = operators.update().where(unused).values(totp_step=step)
        return self.connection.execute(update).rowcount == 1

    def _set(self, operator_id: str, **values: object) -> None:
        mine = operators.c.id == operator_id
        self.connection.execute(operators.update().where(mine).values(**values))

    def _end_sessions(self, operator_id: str) -> None:
        mine = operator_sessions.c.operator == operator_id
        self.connection.execute(operator_sessions.delete().where(mine))


def step_of(secret: str, code: str, now: int) -> int | None:
    """The half minute whose code this is: this one or a neighbour, else None."""
    totp, this = pyotp.TOTP(secret), now // 1_000_000 // TOTP_SECONDS
    right = (
        step
        for step in (this - 1, this, this + 1)
        if pyotp.utils.strings_equal(totp.generate_otp(step), code)
    )
    return next(right, None)


def _holds(*roles: str) -> sa.ColumnElement[bool]:
    one_of = sa.or_(*(operator_roles.c.role == role for role in roles))
    return sa.exists().where(operator_roles.c.operator == operators.c.id, one_of)


# A phone whose person said never gets nothing, whoever claims it as a work phone (safety S5).
_never = sa.exists().where(reports.c.contact == contacts.c.id, reports.c.contact_state == "never")
_reachable = contacts.c.blocked_at.is_(None) & ~_never


def _chats_of(who: sa.ColumnElement[bool]) -> sa.Select[tuple[str]]:
    """The chats of these staff of one `municipality`, made once: a turn asks in every batch."""
    theirs = operators.c.municipality == sa.bindparam("municipality")
    return (
        sa.select(contacts.c.id)
        .join(operators, operators.c.id == contacts.c.operator)
        .where(who, operators.c.disabled_at.is_(None), _reachable)
        .where(contacts.c.operator.is_not(None), operators.c.municipality.is_(None) | theirs)
    )


WORK_PHONES = (
    sa.select(contacts.c.id, contacts.c.line, contacts.c.channel, contacts.c.diacritics)
    .where(
        contacts.c.operator == sa.bindparam("operator"), _reachable, contacts.c.silent.is_(False)
    )
    .order_by(contacts.c.channel)
)
_nearby = operators.c.on_duty.is_(True) | _holds("operator", "supervisor")
_remove = sa.case((operators.c.on_duty.is_(True), 0), (_holds("operator"), 1), else_=2)
NEAREST = _chats_of(_nearby).add_columns(_remove.label("remove"))
FIND_NEAREST = Prepared(NEAREST)
RELIEF = _chats_of(operators.c.on_duty.is_(False) & _holds("operator"))
SUPERVISORS = _chats_of(_holds("supervisor"))
EVERYONE = _chats_of(_holds(*sorted(IDENTITY_ROLES)))


def _account(row: sa.Row[tuple[object, ...]], roles: frozenset[str]) -> Account:
    operator = Operator(
        id=row.id,
        roles=roles,
        municipality=row.municipality or "",
        unit=row.unit,
        name=row.name,
        language=row.language,
    )
    return Account(
        operator=operator,
        disabled=row.disabled_at is not None,
        on_duty=row.on_duty,
        has_password=bool(row.password_hash),
        has_second_factor=row.totp_enc is not None,
        has_chat=row.has_chat,
    )

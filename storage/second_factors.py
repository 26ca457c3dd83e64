"""A second factor that its owner sets up: offered, then kept once a code proves that it works.

Between the two steps the secret lies sealed in the owner's form, bound to the account: an offer
that is not taken up leaves nothing behind.
"""

import base64
import binascii

import msgspec
import pyotp

from storage.operators import Operators, step_of
from storage.table import TableAccess
from storage.vault import KeyMistake, Unreadable

LASTS = 15 * 60_000_000
"""How long an offer may be taken up, in microseconds."""


class Offer(msgspec.Struct, frozen=True):
    """`secret` to type, `uri` to open in an app (otpauth), `sealed` for the form."""

    secret: str
    uri: str
    sealed: str

    def __repr__(self) -> str:
        return "Offer(***)"


class SecondFactors(TableAccess):
    """Offers and takes up; codes at sign-in are `storage.sign_ins`."""

    def offer(self, operator_id: str, name: str, now: int) -> Offer:
        """A fresh secret, not yet in force."""
        return self._offer(operator_id, name, f"{now}:{pyotp.random_base32()}")

    def again(self, operator_id: str, name: str, sealed: str, now: int) -> Offer | None:
        """The same offer after a wrong code; None when it is not this account's or too old."""
        told = self._opened(operator_id, sealed)
        made_at, _, secret = told.partition(":")
        if not secret or not 0 <= now - int(made_at) <= LASTS:
            return None
        return self._offer(operator_id, name, told)

    def accept(self, operator_id: str, offer: Offer, code: str, now: int) -> bool:
        """Whether the code is right: then the secret is in force and every session has ended."""
        step = step_of(offer.secret, code, now)
        if step is None:
            return False
        Operators(self.connection, self.vault).set_totp(operator_id, offer.secret, step)
        return True

    def _offer(self, operator_id: str, name: str, told: str) -> Offer:
        secret = told.partition(":")[2]
        uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Refero")
        sealed = self.vault.seal_text("operators", "totp_offer", operator_id, told)
        return Offer(secret, uri, base64.urlsafe_b64encode(sealed).decode())

    def _opened(self, operator_id: str, sealed: str) -> str:
        try:
            value = base64.urlsafe_b64decode(sealed.encode())
            return self.vault.open_text("operators", "totp_offer", operator_id, value)
        except (Unreadable, KeyMistake, binascii.Error, ValueError):
            return ""

"""Twilio's webhook signature (https://www.twilio.com/docs/usage/security, reliability R28)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl, urlsplit, urlunsplit

MAX_FIELDS: Final = 500
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
Form = list[tuple[str, str]]


class BrokenForm(ValueError):
    """The body is no form, or one with far too many fields."""


def read_form(body: bytes, errors: str = "strict") -> Form:
    """All fields of a form-encoded body in their order, empty and repeated ones included."""
    try:
        text = body.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors=errors, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise BrokenForm from None


def both_forms(url: str) -> tuple[str, str]:
    """The address without and with its port: Twilio signs sometimes the one, sometimes the other."""
    split = urlsplit(url)
    host = split.netloc.rpartition("@")[2].partition(":")[0]
    port = split.port or DEFAULT_PORTS[split.scheme]
    return (
        urlunsplit(split._replace(netloc=host)),
        urlunsplit(split._replace(netloc=f"{host}:{port}")),
    )


def signature(token: bytes, url: str, form: Form) -> bytes:
    """Base64 of HMAC-SHA1 over the address and the sorted fields, repeated values once."""
    pieces = [name + value for name, value in sorted(set(form))]
    signed = (url + "".join(pieces)).encode("utf-8", "surrogateescape")
    return base64.b64encode(hmac.digest(token, signed, hashlib.sha1))


def is_signed(tokens: Sequence[bytes], url: str, form: Form, given: str) -> bool:
    """Tell whether `given` is the signature under one of the tokens; compared in constant time."""
    offered = given.encode("utf-8", "replace")
    equal = [
        hmac.compare_digest(signature(token, address, form), offered)
        for token in tokens
        for address in both_forms(url)
    ]
    return any(equal)

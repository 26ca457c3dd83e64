"""Which phones may be written to at all: where to, and what they cost (reliability R25)."""

from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

ALLOWED_PREFIXES: Final = ("+355", "+383", "+381", "+382", "+389")
"""Albania, Kosovo, Serbia, Montenegro, North Macedonia: where the line's people have phones."""
DEAR: Final = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
        PhoneNumberType.PAGER,
    }
)

SHORTEST: Final = 7
"""Digits of a phone: fewer are a short number or none."""


def refusal(
    address: str, prefixes: tuple[str, ...] = ALLOWED_PREFIXES, own: tuple[str, ...] = ()
) -> str:
    """Why nothing may be sent to this E.164 phone: a coded word, or "" when it may.

    `own` are our own numbers.
    """
    if address in own:
        return "own_number"
    if not address.startswith("+") or not address[1:].isdecimal():
        return "not_a_phone"
    if not address.startswith(prefixes):
        return "foreign_prefix"
    try:
        number = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return "not_a_phone"
    if not phonenumbers.is_possible_number(number):
        return "short_number"
    return "dear_number" if phonenumbers.number_type(number) in DEAR else ""


def country_of(address: str) -> str:
    """The country (ISO 3166) of an E.164 phone; "" for what is none, or no country's."""
    try:
        found = phonenumbers.region_code_for_number(phonenumbers.parse(address))
    except phonenumbers.NumberParseException:
        return ""
    return found if found and len(found) == 2 else ""


def typed_phone(typed: str, country: str) -> tuple[str, str]:
    """The phone in E.164 as somebody typed it in a list, and why no SMS goes there, "" when one may.

    `country` (ISO 3166) says what a number without + or 00 means.
    """
    digits = "".join(sign for sign in typed if sign.isdecimal() or sign == "+")
    if not digits or any(sign.isalpha() for sign in typed):
        return "", "not_a_phone"
    whole = f"+{digits[2:]}" if digits.startswith("00") else digits
    try:
        number = phonenumbers.parse(whole, country)
    except phonenumbers.NumberParseException:
        return "", "short_number" if len(digits) < SHORTEST else "not_a_phone"
    phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if code := refusal(phone):
        return "", code
    if not phonenumbers.is_valid_number(number):
        return "", "not_a_phone"
    fixed = phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE
    return phone, "fixed_line" if fixed else ""

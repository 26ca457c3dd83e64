"""Which country a phone belongs to: what an SMS costs depends on it (reliability R25)."""

import phonenumbers


def country_of(address: str) -> str:
    """The country of an E.164 phone (ISO 3166-1 alpha-2, XK for Kosovo), "" when it has none."""
    return phonenumbers.region_code_for_number(phonenumbers.parse(address)) or ""

"""The directory's texts in a language, as storage asks for them."""

from collections.abc import Callable

from admin.desk import Desk
from locales.serbian import to_latin
from storage.hsds_terms import Speech


def speech_of(desk: Desk) -> Callable[[str], Speech]:
    """Makes a speech for a BCP 47 language of ours."""
    catalog = desk.services.catalog
    return lambda language: Speech(language, to_latin, catalog)

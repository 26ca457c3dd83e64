"""The language that a browser asks for, among those that are offered."""

import pytest

from admin.tongues import look_up

OURS = ("sq", "sr-Latn", "sr-Cyrl", "en")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", ""),
        ("sq-AL,sq;q=0.9,en;q=0.8", "sq"),
        ("en;q=0.1, sq;q=0.2", "sq"),
        ("en;q=0, sq;q=0.2", "sq"),
        ("en;q=2, sq;q=0.2", "sq"),
        ("en;q=much, sq;q=0.2", "sq"),
        ("de, en-US;q=0.5", "en"),
        ("de", ""),
        ("sr", "sr-Latn"),
        ("sr-XK", "sr-Latn"),
        ("sr-RS", "sr-Cyrl"),
        ("sr-Cyrl", "sr-Cyrl"),
        ("sr-cyrl-xk", "sr-Cyrl"),
        ("sr-Latn-RS", "sr-Latn"),
        (",;q=,=;;", ""),
    ],
)
def test_the_wished_for_language_is_found(header: str, language: str) -> None:
    assert look_up(header, OURS) == language


def test_only_what_is_offered_is_given() -> None:
    assert look_up("sr, en;q=0.5", ("sq", "en")) == "en"

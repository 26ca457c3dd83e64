"""What campaigns may leave from by SMS."""

import pytest

from storage.senders import SenderKind, kind_of_sender


@pytest.mark.parametrize(
    ("sender", "kind"),
    [
        ("+355690000099", "number"),
        ("MG" + "0a" * 16, "service"),
        ("Kucova", "letters"),
        ("B-KUCOVE 1", "letters"),
        ("", None),
        ("355690000099", None),
        ("+355 69 000", None),
        ("12345", None),
        ("Bashkia Kucove", None),
        ("Kuçova", None),
        ("+kucova", None),
        ("MG" + "0g" * 16, None),
        ("Kucova\n", None),
    ],
)
def test_a_sender_is_a_number_a_service_or_letters(sender: str, kind: SenderKind | None) -> None:
    assert kind_of_sender(sender) == kind

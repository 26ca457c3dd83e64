"""The directory: filled from the file, edited by staff, each version kept."""

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from storage.audit import SYSTEM
from storage.database import Database
from storage.directory import SEEDS, load_directory
from storage.directory_entries import Change
from storage.directory_seed import entries_of
from storage.entry import (
    AnyEntry,
    Contact,
    Kept,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    Words,
    derived,
    outside,
)
from storage.entry_checks import Fault, faults, normal_phone, read_hours
from storage.municipality import Opening
from storage.schema import directory_entries, directory_versions
from storage.unit import Unit
from tests.storage.desk import KUCOVA, hire
from tests.storage.hot import NOW

POLICE = derived("kucova", "organization", "police")
HELP_AT_HOME = derived("kucova", "service", "elderly_home_service")
SHELTER = Location(
    organization=POLICE,
    name=Words(sq="Strehëza", sr="Склониште"),
    address="Rruga e Fshehtë 7",
    confidential=True,
)


def sow(db: Database, now: int = NOW) -> int:
    return db.write_now(lambda unit: unit.directory.seed(KUCOVA, now))


def entries(db: Database, slug: str = "kucova") -> dict[str, Kept]:
    return db.read_now(lambda unit: unit.directory.all(slug))


def add(db: Database, entry: AnyEntry, actor: str = SYSTEM, slug: str = "kucova") -> str:
    change = Change(actor, "created", NOW)
    return db.write_now(lambda unit: unit.directory.add(slug, entry, change))


def test_every_institution_of_the_file_is_an_organisation_with_a_service(db: Database) -> None:
    assert sow(db) == 2 * len(KUCOVA.institution)
    kept = entries(db)
    names = {one.entry.name for one in kept.values() if isinstance(one.entry, Organization)}
    assert {words.en for words in names} == {one.names.en for one in KUCOVA.institution}
    planned = kept[HELP_AT_HOME].entry
    assert isinstance(planned, Service)
    assert (planned.status, planned.planned_year) == ("planned", 2025)
    police = kept[POLICE].entry
    assert isinstance(police, Organization)
    assert police.category == "police"
    assert "contact person" in police.note
    assert sow(db) == 0


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.toml")), ids=lambda path: path.stem)
def test_what_any_municipality_file_seeds_is_in_order(path: object) -> None:
    (place,) = load_directory([getattr(path, "stem", "")])
    made = entries_of(place)
    known = {own: Kept(own, place.slug, 1, NOW, entry) for own, entry in made.items()}
    assert [fault for entry in made.values() for fault in faults(entry, place, known)] == []
    assert len(made) == 2 * len(place.institution)


def test_a_number_in_the_file_is_a_phone(db: Database) -> None:
    sow(db)
    line = entries(db)[derived("kucova", "organization", "child_line")].entry
    assert isinstance(line, Organization)
    assert line.phones == ("116111",)


def test_what_staff_edited_is_never_overwritten_and_the_rest_follows_the_file(
    db: Database,
) -> None:
    editor = hire(db, "editor", "editor")
    sow(db)
    police = entries(db)[POLICE]
    assert isinstance(police.entry, Organization)
    edited = replace(police.entry, phones=("+355691234567",))
    change = Change(editor.id, "changed", NOW + 1)
    assert db.write_now(lambda unit: unit.directory.change(police, edited, change))
    renamed = tuple(
        replace(one, names=replace(one.names, en=f"{one.names.en} (new)"))
        for one in KUCOVA.institution
    )
    place = replace(KUCOVA, institution=renamed)
    written = db.write_now(lambda unit: unit.directory.seed(place, NOW + 2))
    assert written == 2 * len(renamed) - 1
    after = entries(db)
    assert after[POLICE].entry == edited
    assert after[HELP_AT_HOME].version == 2


def test_every_version_is_kept_with_who_and_when(db: Database) -> None:
    editor = hire(db, "editor", "editor")
    sow(db)
    police = entries(db)[POLICE]
    assert isinstance(police.entry, Organization)
    edited = replace(police.entry, email="police@kucova.example")
    change = Change(editor.id, "changed", NOW + 1)
    db.write_now(lambda unit: unit.directory.change(police, edited, change))
    history = db.read_now(lambda unit: unit.directory.history("kucova", POLICE))
    told = [(one.number, one.act, one.actor, one.at) for one in history]
    assert told == [(2, "changed", "editor", NOW + 1), (1, "seeded", "", NOW)]
    assert [one.entry for one in history] == [edited, police.entry]
    acts = db.read_now(lambda unit: unit.audit.of_object("kucova", POLICE))
    assert [(one.actor, one.action, one.detail["act"]) for one in acts] == [
        (editor.id, "directory", "changed")
    ]
    assert "police@kucova.example" not in str(acts)


def test_saving_the_same_again_makes_no_version(db: Database) -> None:
    sow(db)
    police = entries(db)[POLICE]
    same = Change(SYSTEM, "changed", NOW + 1)
    assert db.write_now(lambda unit: unit.directory.change(police, police.entry, same))
    assert len(db.read_now(lambda unit: unit.directory.history("kucova", POLICE))) == 1


def test_of_two_people_who_edit_at_once_the_second_is_refused(db: Database) -> None:
    sow(db)
    seen = entries(db)[POLICE]
    assert isinstance(seen.entry, Organization)
    done = []
    for email in ("first@kucova.example", "second@kucova.example"):
        entry = replace(seen.entry, email=email)

        def save(unit: Unit, entry: Organization = entry) -> bool:
            return unit.directory.change(seen, entry, Change(SYSTEM, "changed", NOW + 1))

        done.append(db.write_now(save))
    assert done == [True, False]
    kept = entries(db)[POLICE].entry
    assert isinstance(kept, Organization)
    assert kept.email == "first@kucova.example"


def test_another_municipality_has_none_of_it(db: Database) -> None:
    sow(db)
    assert entries(db, "elsewhere") == {}
    assert db.read_now(lambda unit: unit.directory.get("elsewhere", POLICE)) is None
    assert db.read_now(lambda unit: unit.directory.history("elsewhere", POLICE)) == []
    assert db.read_now(lambda unit: unit.directory.owner(POLICE)) == "kucova"


def test_nothing_of_an_entry_is_plain_on_disk(db: Database) -> None:
    sow(db)
    own = add(db, SHELTER)
    documents = [table.c.document_enc for table in (directory_entries, directory_versions)]
    for column in documents:
        with db.engine.connect() as connection:
            for sealed in connection.scalars(sa.select(column)):
                assert b"Fsheht" not in bytes(sealed)
                assert b"Polic" not in bytes(sealed)
    assert "Fsheht" not in repr(entries(db)[own])


def test_ids_are_uuids_outside(db: Database) -> None:
    own = add(db, SHELTER)
    assert own.replace("-", "") == own
    assert outside(own)[14] == "4"
    assert outside(POLICE)[14] == "5"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("069 123 4567", "+355691234567"),
        ("+355 69 123 4567", "+355691234567"),
        ("+383 44 123 456", "+38344123456"),
        ("112", "112"),
        ("116 111", "116111"),
        ("police", ""),
        ("1", ""),
        ("", ""),
        ("+355", ""),
        ("999999999999999999", ""),
    ],
)
def test_a_number_is_e164_or_short(typed: str, kept: str) -> None:
    assert normal_phone(typed, "AL") == kept


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ()),
        ("08:00-16:00", (Opening(weekday=2, start="08:00", end="16:00"),)),
        (
            "08:00 – 12:00, 13:00-16:00",
            (
                Opening(weekday=2, start="08:00", end="12:00"),
                Opening(weekday=2, start="13:00", end="16:00"),
            ),
        ),
        ("8-16", None),
        ("always", None),
        ("08:00-25:00", None),
        ("08:00", None),
    ],
)
def test_the_hours_of_a_day_are_read(typed: str, read: tuple[Opening, ...] | None) -> None:
    assert read_hours(2, typed) == read


GOOD = Contact(organization=POLICE, title=Words(sq="Polici i zonës"), phones=("+355691234567",))


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (GOOD, None),
        (replace(GOOD, phones=()), Fault("phones", "unreachable")),
        (replace(GOOD, phones=("129",)), None),
        (replace(GOOD, phones=("0691234567",)), Fault("phones", "phone")),
        (replace(GOOD, title=Words()), Fault("title", "missing")),
        (replace(GOOD, title=Words(), name="A B"), None),
        (replace(GOOD, title=Words(sr="Policajac")), Fault("title", "cyrillic")),
        (replace(GOOD, unit="atlantis"), Fault("unit", "unit")),
        (replace(GOOD, organization="f" * 32), Fault("organization", "unknown")),
        (replace(GOOD, organization=HELP_AT_HOME), Fault("organization", "unknown")),
        (replace(GOOD, organization=""), Fault("organization", "missing")),
        (replace(GOOD, email="nobody"), Fault("email", "email")),
        (replace(GOOD, languages=("Albanian",)), Fault("languages", "language")),
        (replace(GOOD, note="x" * 2001), Fault("note", "long")),
        (
            replace(GOOD, hours=(Opening(weekday=0, start="16:00", end="08:00"),)),
            Fault("hours", "hours"),
        ),
        (
            Service(organization=POLICE, name=Words(en="x"), needs=("gold",)),
            Fault("needs", "need"),
        ),
        (
            Service(organization=POLICE, name=Words(en="x"), url="javascript:x"),
            Fault("url", "address"),
        ),
        (ServiceAtLocation(service=HELP_AT_HOME, location=""), Fault("location", "missing")),
        (Organization(name=Words()), Fault("name", "missing")),
    ],
)
def test_a_fault_is_named_with_its_field(
    db: Database, entry: AnyEntry, fault: Fault | None
) -> None:
    sow(db)
    found = faults(entry, KUCOVA, entries(db))
    assert found == ([] if fault is None else [fault])

"""What leaves of the directory is HSDS 3.0, in any language, and never where a shelter is."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from locales.catalog import load_catalog
from locales.serbian import to_latin
from storage.directory_exchange import write_package
from storage.entry import AnyEntry, Location, Organization, Service, Status, Words, outside
from storage.hsds_out import Writer
from storage.hsds_rules import RULES
from storage.hsds_terms import TABLES, Speech
from storage.municipality import Category
from storage.publishing import published
from tests.storage.desk import KUCOVA
from tests.storage.hsds import ENUMS, REQUIRED, faults
from tests.storage.town_directory import (
    AIDE,
    BED,
    CARE,
    CENTRE,
    DESK,
    ENTRIES,
    GUARD,
    HEAD,
    HOUSE,
    KEEPER,
    LINK,
    REFUGE,
    SECRET,
    SHELTER,
    kept,
)

CATALOG = load_catalog()
LANGUAGES = ("sq", "sr-Cyrl", "sr-Latn", "en")
every_language = pytest.mark.parametrize("language", LANGUAGES)


def speech(language: str) -> Speech:
    return Speech(language, to_latin, CATALOG)


def package(language: str = "sq", entries: dict[str, AnyEntry] | None = None) -> dict[str, Any]:
    body = write_package(kept(entries), KUCOVA, speech(language))
    found = json.loads(body)
    assert isinstance(found, dict)
    return found


def writer(language: str = "en") -> Writer:
    return Writer(published(kept()), KUCOVA, speech(language))


@every_language
def test_each_object_of_an_export_is_what_the_standard_demands(language: str) -> None:
    given = package(language)
    kinds = ("organization", "service", "location", "service_at_location", "contact")
    for kind in kinds:
        rows = given[f"{kind}s"]
        assert rows
        assert [one for row in rows for one in faults(kind, row)] == []


@every_language
def test_each_nested_answer_is_what_the_standard_demands(language: str) -> None:
    write = writer(language)
    for one in write.entries.values():
        for shape in (write.basic, write.flat, write.listed, write.nested):
            assert faults(one.kind, shape(one)) == [], (shape, one)
    assert [
        fault for term in write.terms for fault in faults("taxonomy_term", write.term(term))
    ] == []
    assert [one for table in TABLES for one in faults("taxonomy", write.taxonomy(table))] == []


def test_the_importer_demands_what_the_standard_demands() -> None:
    for name, rules in RULES.items():
        assert set(rules.required) == REQUIRED[name], name
    for (name, key), words in ENUMS.items():
        check = RULES[name].checks[key]
        assert all(map(check, words)), (name, key)
        assert not any(map(check, ("", "other", None, 1, [])))


def test_the_language_chooses_the_texts_and_ids_stay() -> None:
    given = {language: package(language) for language in LANGUAGES}
    names = {language: one["organizations"][0]["name"] for language, one in given.items()}
    assert names == {
        "sq": "Qendra Ditore", "sr-Cyrl": "Дневни центар", "sr-Latn": "Dnevni centar",
        "en": "Day Centre",
    }  # fmt: skip
    assert given["en"]["organizations"][0]["description"] == "Për të gjithë."
    ids = [sorted(ids_in(one)) for one in given.values()]
    assert ids[0] == ids[1] == ids[2] == ids[3]


def ids_in(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["id"]] if "id" in value else []
        return own + [one for part in value.values() for one in ids_in(part)]
    return [one for part in value for one in ids_in(part)] if isinstance(value, list) else []


def test_hours_phones_languages_and_units_stand_where_the_standard_has_them() -> None:
    house = writer().flat(kept()[HOUSE])
    assert [(one["byday"], one["opens_at"], one["closes_at"]) for one in house["schedules"]] == [
        ("MO,TU,WE,TH,FR", "08:00", "16:00"), ("SA", "09:00", "12:00"),
    ]  # fmt: skip
    assert house["addresses"][0]["country"] == "AL"
    assert house["attributes"][0]["taxonomy_term"]["name"] == "Kuçovë"
    care = writer().nested(kept()[CARE])
    assert [one["code"] for one in care["languages"]] == ["sq", "rom"]
    assert [one["name"] for one in care["service_areas"]] == ["Kuçovë", "Perondi"]
    assert {one["taxonomy_term"]["code"] for one in care["attributes"]} == {
        "disability_support", "home_care",
    }  # fmt: skip
    assert care["service_at_locations"][0]["location"]["id"] == outside(HOUSE)
    head = writer().flat(kept()[HEAD])
    assert head["phones"][0]["number"] == "+355691234567"
    assert "Monday 08:00-16:00" in head["phones"][0]["description"]


@pytest.mark.parametrize(
    ("status", "outside_", "alert"),
    [
        ("active", "active", ""),
        ("planned", "inactive", "Planned for 2027: not yet confirmed that it is given."),
        ("unconfirmed", "inactive", "Not yet confirmed that it is given."),
        ("defunct", "defunct", ""),
        ("temporarily closed", "temporarily closed", ""),
    ],
)
def test_what_is_planned_is_not_active(status: Status, outside_: str, alert: str) -> None:
    care = ENTRIES[CARE]
    assert isinstance(care, Service)
    entries = ENTRIES | {CARE: replace(care, status=status, planned_year=2027)}
    (row,) = [one for one in package("en", entries)["services"] if one["id"] == outside(CARE)]
    assert (row["status"], row.get("alert", "")) == (outside_, alert)


@every_language
def test_nothing_locates_a_shelter(language: str) -> None:
    write = writer(language)
    said = json.dumps([package(language), *map(write.nested, write.entries.values())],
                      ensure_ascii=False)  # fmt: skip
    for secret in (SECRET, "Streh", "Lumas", "Лумас", "+35531999888", "Roj", "Sekretari"):
        assert secret not in said, secret
    for own in (SHELTER, BED, GUARD, DESK):
        assert outside(own) not in said
    assert outside(REFUGE) in said
    assert "116117" in said
    refuge = write.flat(write.entries[REFUGE])
    assert not {"schedules", "service_areas", "phones"} & refuge.keys()


def test_a_text_that_tells_a_shelters_address_keeps_its_entry_inside() -> None:
    care = ENTRIES[CARE]
    assert isinstance(care, Service)
    telling = Words(en="Then walk to rruga  e FSHEHTË 7.")
    entries = ENTRIES | {CARE: replace(care, description=telling)}
    assert CARE not in published(kept(entries))
    assert LINK not in published(kept(entries))
    assert CENTRE in published(kept(entries))


def test_a_shelter_that_is_no_longer_valid_is_still_no_ones_to_know() -> None:
    shelter = ENTRIES[SHELTER]
    assert isinstance(shelter, Location)
    left = published(kept(ENTRIES | {SHELTER: replace(shelter, retired=True)}))
    assert not {SHELTER, BED, GUARD, DESK} & left.keys()


def test_people_leave_only_when_they_are_public_and_notes_never() -> None:
    said = json.dumps(package(), ensure_ascii=False)
    assert "Drita Prova" in said
    for secret in ("Agim", "Fshehur", "+355697654321", "agim@", "ask for the key"):
        assert secret not in said
    assert outside(AIDE) not in said


def test_what_is_no_longer_valid_takes_what_hangs_on_it_along() -> None:
    centre = ENTRIES[CENTRE]
    assert isinstance(centre, Organization)
    left = published(kept(ENTRIES | {CENTRE: replace(centre, retired=True)}))
    assert set(left) == {KEEPER, REFUGE}


def test_every_category_has_a_name_in_every_language() -> None:
    codes: tuple[str, ...] = Category.__args__  # type: ignore[attr-defined]
    for language in LANGUAGES:
        write = writer(language)
        assert all(term.name for term in write.terms)
        assert {term.code for term in write.terms if term.table == "category"} == set(codes)

"""A package comes in whole or not at all, and every mistake is named with its place."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.audit import SYSTEM
from storage.database import Database
from storage.directory_entries import Change
from storage.directory_exchange import (
    LARGEST,
    Import,
    Imported,
    import_package,
    write_package,
)
from storage.entry import Contact, Kept, Organization, Service, Words, outside
from storage.hsds_in import Mistake, Shelf, read_package
from storage.hsds_out import Writer
from storage.municipality import Opening
from storage.publishing import published
from tests.storage.desk import KUCOVA
from tests.storage.hot import NOW
from tests.storage.test_hsds import CATALOG, LANGUAGES, package, speech
from tests.storage.town_directory import (
    AIDE,
    CARE,
    CENTRE,
    HEAD,
    KEEPER,
    REFUGE,
    SHELTER,
    fill,
    kept,
)

NEW = "0b0f3f3e-9c4e-4b54-8f55-3a8a3b5a0c11"
Package = dict[str, Any]


def bring(
    db: Database, body: Package | bytes, hidden: frozenset[str] = frozenset()
) -> Imported | list[Mistake]:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    wanted = Import(KUCOVA, Change(SYSTEM, "imported", NOW + 5), speech, hidden)
    return db.write_now(lambda unit: import_package(unit.directory, sent, wanted))


def now(db: Database) -> dict[str, Kept]:
    return db.read_now(lambda unit: unit.directory.all("kucova"))


@pytest.fixture
def filled(db: Database) -> Database:
    fill(db)
    return db


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_export_changes_nothing(filled: Database, language: str) -> None:
    before = now(filled)
    body = write_package(before, KUCOVA, speech(language))
    result = bring(filled, body)
    assert isinstance(result, Imported)
    assert (result.created, result.changed, result.left_out) == (0, 0, [])
    assert result.same > 5
    assert now(filled) == before


def test_an_empty_directory_takes_in_all_that_was_exported(db: Database) -> None:
    result = bring(db, package("en"))
    assert isinstance(result, Imported)
    assert result.created == 7
    centre, care = now(db)[CENTRE].entry, now(db)[CARE].entry
    assert isinstance(centre, Organization)
    assert isinstance(care, Service)
    assert (centre.category, centre.phones) == ("municipality", ("+35531122334",))
    assert (care.units, set(care.needs)) == (
        ("kucova", "perondi"),
        {"disability_support", "home_care"},
    )
    assert care.hours == tuple(Opening(weekday=day, start="08:00", end="16:00") for day in range(5))
    assert care.name == Words(en="Care")
    again = bring(db, package("en"))
    assert isinstance(again, Imported)
    assert (again.created, again.changed) == (0, 0)


def test_nobody_becomes_public_by_an_import(db: Database) -> None:
    bring(db, package())
    head = now(db)[HEAD].entry
    assert isinstance(head, Contact)
    assert not head.public


def test_what_a_file_changes_is_changed_and_the_rest_stays(filled: Database) -> None:
    before = now(filled)
    given = {
        "version": "3.0", "language": "en",
        "organizations": [
            {"id": outside(CENTRE), "name": "Day Centre", "description": "New.", "phones": []}
        ],
    }  # fmt: skip
    result = bring(filled, given)
    assert isinstance(result, Imported)
    assert (result.created, result.changed) == (0, 1)
    after = now(filled)
    centre = after[CENTRE].entry
    assert isinstance(centre, Organization)
    assert centre.description == Words(sq="Për të gjithë.", en="New.")
    assert centre.phones == ()
    assert centre.note == "ask for the key"
    assert centre.email == "qendra@kucova.example"
    assert {own for own in after if after[own] != before[own]} == {CENTRE}
    history = filled.read_now(lambda unit: unit.directory.history("kucova", CENTRE))
    assert [one.act for one in history] == ["imported", "created"]


def test_a_keeper_of_a_shelter_does_not_lose_what_the_export_hides(filled: Database) -> None:
    given = package("sq")
    (keeper,) = [one for one in given["organizations"] if one["id"] == outside(KEEPER)]
    keeper["name"] = "Qendra e Re e Grave"
    before = now(filled)
    bring(filled, given)
    after = now(filled)
    entry, refuge = after[KEEPER].entry, after[REFUGE].entry
    assert isinstance(entry, Organization)
    assert entry.name.sq == "Qendra e Re e Grave"
    assert entry.phones == ("116117", "+35531999888")
    assert refuge == before[REFUGE].entry


def change(path: str, value: object) -> Callable[[Package], None]:
    """Puts a value at a JSON pointer; None takes away what is there."""

    def mend(given: Package) -> None:
        *steps, last = path.strip("/").split("/")
        at: Any = given
        for step in steps:
            at = at[int(step)] if isinstance(at, list) else at[step]
        if value is None:
            del at[last]
        else:
            at[int(last) if isinstance(at, list) else last] = value

    return mend


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("/version", "2.0", "version"),
        ("/version", None, "version"),
        ("/version", 3, "version"),
        ("/municipality", "elsewhere", "municipality"),
        ("/language", "xx", "language"),
        ("/language", ["sq"], "language"),
        ("/programs", [], "property"),
        ("/services", {}, "type"),
        ("/services/0", "x", "type"),
        ("/services/0/id", None, "missing"),
        ("/services/0/id", "police", "type"),
        ("/services/0/name", None, "missing"),
        ("/services/0/name", 7, "type"),
        ("/services/0/status", None, "missing"),
        ("/services/0/status", "planned", "type"),
        ("/services/0/organization_id", NEW, "unknown"),
        ("/services/0/organization_id", outside(CARE), "unknown"),
        ("/services/0/phones/0/number", None, "missing"),
        ("/services/0/phones/0/number", "call us", "phone"),
        ("/services/0/schedules/0/freq", "MONTHLY", "schedule"),
        ("/services/0/schedules/0/freq", "DAILY", "type"),
        ("/services/0/schedules/0/opens_at", "09:00+02:00", "schedule"),
        ("/services/0/languages/0/code", "", "language"),
        ("/services/0/attributes/0/taxonomy_term_id", NEW, "term"),
        ("/services/0/email", "nobody", "email"),
        ("/services/0/url", "javascript:alert(1)", "address"),
        ("/organizations/0/description", None, "missing"),
        ("/organizations/0/id", outside(CARE), "foreign"),
        ("/organizations/1/id", outside(CENTRE), "twice"),
        ("/locations/0/location_type", None, "missing"),
        ("/locations/0/location_type", "secret", "type"),
        ("/locations/0/addresses/0/city", None, "missing"),
        ("/locations/0/addresses/0/country", "XK", "country"),
        ("/service_at_locations/0/location_id", NEW, "unknown"),
        ("/service_at_locations/0/service_id", NEW, "unknown"),
        ("/contacts/0/organization_id", NEW, "unknown"),
    ],
)
def test_a_mistake_refuses_the_whole_file_and_is_named(
    filled: Database, path: str, value: object, code: str
) -> None:
    before = now(filled)
    broken = package("en")
    broken["organizations"][1]["name"] = "Would be changed"
    change(path, value)(broken)
    result = bring(filled, broken)
    assert isinstance(result, list)
    assert code in {mistake.code for mistake in result}
    there = [one.pointer for one in result if one.code == code]
    assert any(one.startswith(path) or path.startswith(f"{one}/") for one in there if one)
    assert now(filled) == before


def test_every_mistake_is_listed_at_once(filled: Database) -> None:
    broken = package("en")
    broken["version"] = "9"
    del broken["services"][0]["name"]
    broken["locations"][0]["location_type"] = "nowhere"
    del broken["locations"][0]["addresses"][0]["postal_code"]
    result = bring(filled, broken)
    assert set(result) == {
        Mistake("/version", "version"),
        Mistake("/services/0/name", "missing"),
        Mistake("/locations/0/location_type", "type"),
        Mistake("/locations/0/addresses/0/postal_code", "missing"),
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b"\xff\xfe", "json"),
        (b"[" * 100_000, "json"),
        (b"[]", "object"),
        (b"7", "object"),
        (b" " * (LARGEST + 1), "large"),
    ],
    ids=["empty", "cut", "bytes", "deep", "list", "number", "large"],
)
def test_what_is_no_package_is_refused(filled: Database, body: bytes, code: str) -> None:
    assert bring(filled, body) == [Mistake("", code)]


def test_serbian_is_changed_in_cyrillic_only(filled: Database) -> None:
    latin = package("sr-Latn")
    latin["organizations"][0]["name"] = "Novi centar"
    assert bring(filled, latin) == [Mistake("/organizations/0/name", "latin")]
    cyrillic = package("sr-Cyrl")
    cyrillic["organizations"][0]["name"] = "Novi centar"
    assert bring(filled, cyrillic) == [Mistake("/organizations/0/name", "cyrillic")]
    cyrillic["organizations"][0]["name"] = "Нови центар"
    assert isinstance(bring(filled, cyrillic), Imported)


def test_an_id_of_another_municipality_or_of_a_hidden_entry_cannot_be_written(
    filled: Database,
) -> None:
    row = {"id": outside(SHELTER), "location_type": "physical", "organization_id": outside(CENTRE)}
    given = {"version": "3.0", "locations": [row | {"name": "Mine now"}]}
    refused = bring(filled, given, frozenset({SHELTER}))
    assert refused == [Mistake("/locations/0/id", "foreign")]
    elsewhere = "a" * 31 + "1"
    filled.write_now(
        lambda unit: unit.directory.add(
            "elsewhere", Organization(name=Words(sq="x")), Change(SYSTEM, "created", NOW), elsewhere
        )
    )
    other = {"id": outside(elsewhere), "name": "x", "description": "x"}
    assert bring(filled, {"version": "3.0", "organizations": [other]}) == [
        Mistake("/organizations/0/id", "foreign")
    ]


def test_a_person_who_is_not_public_stays_so_when_a_file_names_them(filled: Database) -> None:
    row = {"id": outside(AIDE), "title": "Punonjës social", "name": "Agim Tjetër"}
    bring(filled, {"version": "3.0", "contacts": [row]})
    aide = now(filled)[AIDE].entry
    assert isinstance(aide, Contact)
    assert (aide.name, aide.title.sq, aide.public) == ("Agim Tjetër", "Punonjës social", False)


def test_what_the_directory_has_no_place_for_is_said(filled: Database) -> None:
    given = package("en")
    given["services"][0]["accreditations"] = "ISO"
    given["services"][0]["phones"][0]["extension"] = 7
    given["services"][0]["a/b~c"] = 1
    result = bring(filled, given)
    assert isinstance(result, Imported)
    assert result.left_out == [
        "/services/0/phones/0/extension", "/services/0/accreditations", "/services/0/a~1b~0c",
    ]  # fmt: skip


def nested(language: str = "sq") -> Package:
    """All services as an API gives them, with everything inside them."""
    write = Writer(published(kept()), KUCOVA, speech(language))
    rows = [write.nested(one) for one in write.entries.values() if one.kind == "service"]
    return {"version": "3.0", "language": language, "services": rows}


def test_what_an_api_gave_changes_nothing_when_it_comes_back(filled: Database) -> None:
    before = now(filled)
    result = bring(filled, nested())
    assert isinstance(result, Imported)
    assert (result.created, result.changed, result.left_out) == (0, 0, [])
    assert result.same == 7
    assert now(filled) == before


def test_what_is_nested_becomes_entries_of_its_own(db: Database) -> None:
    given = nested()
    for row in given["services"]:
        for contact in row.get("contacts", []):
            del contact["organization_id"]
        del row["organization_id"]
        for link in row.get("service_at_locations", []):
            del link["location_id"], link["service_id"]
    result = bring(db, given)
    assert isinstance(result, Imported)
    assert result.created == 7
    kinds = sorted(one.kind for one in now(db).values())
    assert kinds == sorted(
        [*["organization", "service"] * 2, "location", "service_at_location", "contact"]
    )


def test_a_mistake_in_something_nested_is_named_where_it_stands(filled: Database) -> None:
    given = nested()
    del given["services"][0]["organization"]["name"]
    given["services"][0]["service_at_locations"][0]["location"]["location_type"] = "x"
    given["services"][1]["organization"] = "x"
    assert set(bring(filled, given)) == {
        Mistake("/services/0/organization/name", "missing"),
        Mistake("/services/0/service_at_locations/0/location/location_type", "type"),
        Mistake("/services/1/organization", "type"),
    }


@pytest.mark.parametrize("levels", [300, 330, 500, 5000])
def test_a_file_may_be_deep_and_never_breaks_the_reader(filled: Database, levels: int) -> None:
    opened = [
        f'{{"id":"{number:08x}-0000-4000-8000-000000000000","name":"x","description":"x",'
        f'"services":[{{"id":"{number:08x}-0000-4000-8000-000000000001","name":"x",'
        f'"status":"active","organization":'
        for number in range(levels)
    ]
    body = '{"version":"3.0","organizations":[' + "".join(opened) + "null" + "}]}" * levels + "]}"
    before = now(filled)
    result = bring(filled, body.encode())
    if isinstance(result, Imported):
        assert result.created == 2 * levels
    else:
        assert {one.code for one in result} <= {"deep", "json"}
        assert now(filled) == before


def test_every_mistake_has_its_words_in_every_language() -> None:
    codes = {key.removeprefix("directory.mistake.") for key in CATALOG.keys("en")
             if key.startswith("directory.mistake.")}  # fmt: skip
    assert len(codes) > 20
    for language in LANGUAGES:
        for code in codes:
            assert CATALOG.text(f"directory.mistake.{code}", language)
            assert CATALOG.text(f"directory.remedy.{code}", language)


WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    | st.sampled_from(["3.0", "sq", outside(CENTRE), outside(CARE), NEW, "active", "112"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from([
            "version", "language", "organizations", "services", "locations", "contacts", "id",
            "name", "description", "status", "phones", "number", "schedules", "attributes",
            "organization_id", "service_at_locations", "addresses", "languages", "taxonomy_term",
            "service_areas", "byday", "organization", "location", "service", "opens_at", "code", "location_type", "title",
        ]) | st.text(max_size=5),
        inner, max_size=6,
    ),
    max_leaves=30,
)  # fmt: skip


def read(given: object) -> tuple[dict[str, Any], list[Mistake]]:
    reading = read_package(given, Shelf(KUCOVA, kept()), speech("sq"))
    return dict(reading.entries), reading.mistakes


@settings(max_examples=300)
@given(WILD)
def test_wild_json_is_read_or_refused_and_never_breaks_the_reader(given: object) -> None:
    entries, mistakes = read(given)
    known = {*CATALOG.keys("en")}
    assert all(f"directory.mistake.{one.code}" in known for one in mistakes)
    assert mistakes or isinstance(given, dict)
    if not mistakes:
        assert given["version"] == "3.0"  # type: ignore[index]
        assert all(one.pointer == "" or one.pointer.startswith("/") for one in mistakes)
        assert entries is not None


@settings(max_examples=300)
@given(st.data())
def test_a_good_file_with_one_wild_value_is_read_or_refused(data: st.DataObject) -> None:
    given = deepcopy(package("sq"))
    at: Any = given
    while True:
        keys = list(range(len(at))) if isinstance(at, list) else sorted(at)
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if isinstance(at[key], dict | list) and at[key] and data.draw(st.booleans()):
            at = at[key]
            continue
        at[key] = data.draw(WILD)
        break
    _, mistakes = read(given)
    known = {*CATALOG.keys("en")}
    assert all(f"directory.mistake.{one.code}" in known for one in mistakes)


@settings(max_examples=300)
@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_refused_kindly(body: bytes) -> None:
    class Nobody:
        def all(self, slug: str) -> dict[str, Kept]:
            return kept()

        def owner(self, own: str) -> str:
            return ""

    wanted = Import(KUCOVA, Change(SYSTEM, "imported", NOW), speech)
    result = import_package(Nobody(), body, wanted)  # type: ignore[arg-type]
    assert isinstance(result, list)
    assert result

"""The public directory: the standard's paths and pages, in any language, never a shelter."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession

from storage.directory_entries import Change
from storage.entry import Organization, Words, outside
from storage.hsds_terms import term_id
from tests.admin.office import KUCOVA, Office
from tests.storage.hot import NOW
from tests.storage.hsds import faults
from tests.storage.town_directory import (
    AIDE,
    BED,
    CARE,
    CENTRE,
    DESK,
    GUARD,
    HEAD,
    HOUSE,
    KEEPER,
    LINK,
    REFUGE,
    SECRET,
    SHELTER,
    fill,
)

LISTS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
ENVELOPE = {
    "total_items": int, "total_pages": int, "page_number": int, "size": int,
    "first_page": bool, "last_page": bool, "empty": bool, "contents": list,
}  # fmt: skip
every_list = pytest.mark.parametrize("name", LISTS)


class Program:
    """Somebody's program: no cookies, no session."""

    def __init__(self, office: Office, session: ClientSession) -> None:
        self.url, self.session = office.url, session

    async def ask(
        self, path: str, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> ClientResponse:
        response = await self.session.get(self.url + path, headers=headers)
        assert response.status == status, (path, response.status, await response.text())
        return response

    async def read(self, path: str, status: int = 200) -> dict[str, Any]:
        response = await self.ask(path, status)
        assert response.content_type == "application/json"
        found = json.loads(await response.text())
        assert isinstance(found, dict)
        return found

    async def ids(self, path: str) -> set[str]:
        return {one["id"] for one in (await self.read(path))["contents"]}


@pytest.fixture
async def program(office: Office) -> AsyncIterator[Program]:
    fill(office.database)
    async with ClientSession() as session:
        yield Program(office, session)


async def test_it_says_which_standard_it_follows(program: Program) -> None:
    for path in ("/hsds/", "/hsds"):
        found = await program.read(path)
        assert found["version"] == "3.0"
        assert found["openapi_url"].endswith("/3.0/schema/openapi.json")
        assert found["profile"].startswith("https://")


@every_list
@pytest.mark.parametrize("language", ["sq", "sr-Cyrl", "sr-Latn", "en"])
async def test_a_list_is_the_standards_page_of_its_objects(
    program: Program, name: str, language: str
) -> None:
    page = await program.read(f"/hsds/{name}?lang={language}")
    assert {key: type(value) for key, value in page.items()} == ENVELOPE
    assert page["contents"]
    assert [one for row in page["contents"] for one in faults(LISTS[name], row)] == []


@every_list
async def test_each_of_a_list_is_found_by_its_id(program: Program, name: str) -> None:
    for row in (await program.read(f"/hsds/{name}?per_page=100"))["contents"]:
        one = await program.read(f"/hsds/{name}/{row['id']}")
        assert one["id"] == row["id"]
        assert faults(LISTS[name], one) == []


async def test_a_service_comes_with_all_that_belongs_to_it(program: Program) -> None:
    care = await program.read(f"/hsds/services/{outside(CARE)}?lang=en")
    assert care["organization"]["name"] == "Day Centre"
    assert (
        care["service_at_locations"][0]["location"]["addresses"][0]["address_1"] == "Rruga e Re 1"
    )
    assert [one["name"] for one in care["contacts"]] == ["Drita Prova"]
    assert {"phones", "schedules", "languages", "service_areas", "attributes"} <= care.keys()
    link = await program.read(f"/hsds/service_at_locations/{outside(LINK)}")
    assert (link["service"]["id"], link["location"]["id"]) == (outside(CARE), outside(HOUSE))
    centre = await program.read(f"/hsds/organizations/{outside(CENTRE)}")
    assert [one["id"] for one in centre["services"]] == [outside(CARE)]
    assert "phones" not in centre["services"][0]
    full = await program.read(f"/hsds/organizations/{outside(CENTRE)}?full_service=true")
    assert "phones" in full["services"][0]


async def test_pages_follow_each_other_without_a_gap(program: Program) -> None:
    whole = await program.ids("/hsds/taxonomy_terms?per_page=100")
    first = await program.read("/hsds/taxonomy_terms?per_page=10")
    assert (first["size"], first["first_page"], first["last_page"]) == (10, True, False)
    found: list[str] = []
    page = first
    for number in range(1, first["total_pages"] + 1):
        page = await program.read(f"/hsds/taxonomy_terms?per_page=10&page={number}")
        found += [one["id"] for one in page["contents"]]
    assert len(found) == len(set(found)) == first["total_items"]
    assert set(found) == whole
    assert page["last_page"]
    beyond = await program.read("/hsds/taxonomy_terms?page=999")
    assert (beyond["empty"], beyond["size"], beyond["last_page"]) == (True, 0, True)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=0", "page"), ("page=x", "page"), ("page=-1", "page"), ("per_page=0", "per_page"),
        ("per_page=101", "per_page"), ("per_page=²", "per_page"), ("format=xml", "format"),
        ("modified_after=soon", "modified_after"), ("proximity=1000", "proximity"),
        (f"search={'x' * 201}", "search"), ("page=" + "9" * 150, "page"),
    ],
)  # fmt: skip
async def test_a_parameter_that_cannot_be_answered_is_named(
    program: Program, query: str, parameter: str
) -> None:
    found = await program.read(f"/hsds/services?{query}", 400)
    assert found == {"error": "bad_parameter", "parameter": parameter}


async def test_lists_are_narrowed_and_narrowings_add_up(program: Program) -> None:
    care, refuge = outside(CARE), outside(REFUGE)
    food, safety = (outside(term_id(KUCOVA, "need", one)) for one in ("home_care", "safety"))
    assert await program.ids("/hsds/services") == {care, refuge}
    assert await program.ids("/hsds/services?search=Care") == {care}
    assert await program.ids("/hsds/services?search=НЕГА") == {care}
    assert await program.ids(f"/hsds/services?taxonomy_term_id={food}") == {care}
    assert await program.ids(f"/hsds/services?taxonomy_term_id={safety}") == {refuge}
    own = f"organization_id={outside(KEEPER)}"
    assert await program.ids(f"/hsds/services?{own}") == {refuge}
    assert await program.ids(f"/hsds/services?{own}&taxonomy_term_id={food}") == set()
    assert await program.ids("/hsds/services?modified_after=2100-01-01") == set()
    assert await program.ids("/hsds/services?modified_after=2000-01-01T00:00:00Z") == {care, refuge}
    assert await program.ids("/hsds/services?organization_id=nonsense") == set()
    assert await program.ids("/hsds/service_at_locations?postcode=5301") == {outside(LINK)}
    assert await program.ids("/hsds/service_at_locations?postcode=1000") == set()
    unit = outside(term_id(KUCOVA, "unit", "perondi"))
    assert await program.ids(f"/hsds/organizations?taxonomy_term_id={unit}") == {outside(CENTRE)}


async def test_terms_are_narrowed_to_one_taxonomy(program: Program) -> None:
    for taxonomy in (await program.read("/hsds/taxonomies"))["contents"]:
        path = f"/hsds/taxonomy_terms?per_page=100&taxonomy_id={taxonomy['id']}"
        found = (await program.read(path))["contents"]
        assert found
        assert {one["taxonomy_id"] for one in found} == {taxonomy["id"]}
        answered = await program.ids(f"/hsds/services?taxonomy_id={taxonomy['id']}")
        assert (answered == set()) == (taxonomy["id"] not in await classes(program))
    assert await program.ids("/hsds/taxonomy_terms?taxonomy_id=" + "x" * 32) == set()


async def classes(program: Program) -> set[str]:
    """The taxonomies by which any service says it is classified."""
    found = set()
    for row in (await program.read("/hsds/services?full=true"))["contents"]:
        areas = [one for area in row.get("service_areas", []) for one in area["attributes"]]
        found |= {one["taxonomy_term"]["taxonomy_id"] for one in (*row["attributes"], *areas)}
    return found


async def test_the_least_and_the_most_can_be_asked_for(program: Program) -> None:
    least = (await program.read("/hsds/services?minimal=true"))["contents"]
    assert all(row.keys() == {"id", "modified_date"} for row in least)
    most = (await program.read("/hsds/services?full=true"))["contents"]
    assert any("service_at_locations" in row for row in most)
    assert [one for row in most for one in faults("service", row)] == []


@pytest.mark.parametrize(
    ("asked", "language", "name"),
    [
        ("", "sq", "Qendra Ditore"),
        ("sr-Cyrl", "sr-Cyrl", "Дневни центар"),
        ("sr-cyrl-rs", "sr-Cyrl", "Дневни центар"),
        ("sr", "sr-Latn", "Dnevni centar"),
        ("sr-Latn", "sr-Latn", "Dnevni centar"),
        ("en-GB", "en", "Day Centre"),
        ("tlh", "sq", "Qendra Ditore"),
        ("-", "sq", "Qendra Ditore"),
    ],
)
async def test_the_language_is_chosen_and_the_ids_stay(
    program: Program, asked: str, language: str, name: str
) -> None:
    response = await program.ask(f"/hsds/organizations/{outside(CENTRE)}?lang={asked}")
    assert response.headers["Content-Language"] == language
    found = json.loads(await response.text())
    assert (found["id"], found["name"]) == (outside(CENTRE), name)


async def everything(program: Program) -> str:
    """All that anybody can read, in every way."""
    said = []
    for language in ("sq", "sr-Cyrl", "sr-Latn", "en"):
        for name in LISTS:
            page: dict[str, Any] = {}
            for more in ("", "&full=true", "&full_service=true", "&minimal=true"):
                path = f"/hsds/{name}?per_page=100&lang={language}{more}"
                page = await program.read(path)
                said.append(json.dumps(page, ensure_ascii=False))
            for row in page["contents"]:
                one = await program.read(f"/hsds/{name}/{row['id']}?lang={language}")
                said.append(json.dumps(one, ensure_ascii=False))
    return "\n".join(said)


async def test_nothing_published_locates_a_shelter_or_names_who_is_not_public(
    program: Program,
) -> None:
    said = await everything(program)
    assert "Drita Prova" in said
    for secret in (SECRET, "Streh", "+35531999888", "Roj", "Sekretari", "Agim", "+355697654321",
                   "ask for the key"):  # fmt: skip
        assert secret not in said, secret
    for own in (SHELTER, BED, GUARD, DESK, AIDE):
        assert outside(own) not in said
    refuge = await program.read(f"/hsds/services/{outside(REFUGE)}?lang=en")
    assert not {"service_areas", "schedules", "contacts", "service_at_locations"} & {
        key for key, value in refuge.items() if value
    }
    lumas = outside(term_id(KUCOVA, "unit", "lumas"))
    assert await program.ids(f"/hsds/services?taxonomy_term_id={lumas}") == set()


async def test_what_is_hidden_answers_like_what_never_was(program: Program) -> None:
    answers = []
    for own in (outside(BED), outside(SHELTER), "0" * 8 + "-0000-4000-8000-" + "0" * 12, "x"):
        for name in ("services", "organizations", "service_at_locations"):
            response = await program.ask(f"/hsds/{name}/{own}", 404)
            answers.append((await response.text(), sorted(response.headers)))
    assert {answer[0] for answer in answers} == {'{"error":"not_found"}'}
    assert len({str(answer[1]) for answer in answers}) == 1
    for path in (
        "/hsds/contacts",
        "/hsds/locations",
        f"/hsds/contacts/{outside(HEAD)}",
        "/hsds/x/y",
    ):
        assert await program.read(path, 404) == {"error": "not_found"}


async def test_it_may_be_kept_and_asked_for_again(program: Program, office: Office) -> None:
    path = "/hsds/organizations"
    first = await program.ask(path)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first.headers
    tag = first.headers["ETag"]
    again = await program.ask(path, 304, {"If-None-Match": tag})
    assert await again.read() == b""
    added = Organization(name=Words(sq="E re"))
    change = Change("system", "created", NOW)
    office.database.write_now(lambda unit: unit.directory.add("kucova", added, change))
    assert (await program.ask(path, 200, {"If-None-Match": tag})).headers["ETag"] != tag
    for language in ("sq", "en"):
        assert (await program.ask(f"{path}?lang={language}")).headers["ETag"]
    missing = await program.ask("/hsds/services/x", 404)
    assert missing.headers["Cache-Control"] == "no-store"


async def test_a_session_changes_nothing_of_it(program: Program) -> None:
    plain = await (await program.ask("/hsds/services")).text()
    cookie = {"Cookie": "refero_session=" + "a" * 43, "Accept-Language": "en"}
    assert await (await program.ask("/hsds/services", headers=cookie)).text() == plain


async def test_it_is_read_only(program: Program) -> None:
    for method in ("POST", "PUT", "DELETE"):
        response = await program.session.request(method, f"{program.url}/hsds/services")
        assert response.status in {404, 405}

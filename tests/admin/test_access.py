"""Every route and every role: what the table does not allow is not there."""

import re
from typing import get_args

import pytest

from admin.access import (
    ACTIONS,
    PUBLIC,
    ROLES,
    SIGNED_IN,
    allowed,
    check_table,
    needs_second_factor,
    sees_shelters,
)
from admin.gate import Route
from admin.routes import ROUTES
from storage.municipality import Role
from storage.operators import IDENTITY_ROLES
from tests.admin.office import Browser, Office

CASE = "0" * 31 + "1"
GUARDED = [route for route in ROUTES if route.permission not in {PUBLIC, SIGNED_IN}]
PAGES = [route for route in ROUTES if route.permission != PUBLIC]


def address(route: Route) -> str:
    """The route's path with ids that exist nowhere."""
    return re.sub(r"\{\w+:[^}]*\}(\})?", CASE, route.path)


def test_the_roles_are_those_of_the_municipality_files() -> None:
    assert frozenset(get_args(Role)) == ROLES


def test_whoever_sees_identities_needs_a_second_factor() -> None:
    assert {role for role in ROLES if allowed({role}, "identity.view")} == IDENTITY_ROLES


def test_whoever_knows_where_a_shelter_is_needs_a_second_factor() -> None:
    knowing = {role for role in ROLES if sees_shelters({role})}
    assert knowing == {"dv_coordinator", "child_protection", "supervisor"}
    assert all(needs_second_factor({role}) for role in knowing)
    assert any(allowed({role}, "directory.edit") for role in knowing)


def test_a_route_without_a_known_permission_stops_the_start() -> None:
    with pytest.raises(ValueError, match="permissions that do not exist"):
        check_table(["case.everything"])


def test_an_unknown_action_is_denied_to_everybody() -> None:
    assert not allowed(ROLES, "case.everything")


def test_nothing_that_reads_a_case_is_public() -> None:
    assert all(route.path.startswith("/desk/reports") is False for route in ROUTES
               if route.permission in {PUBLIC, SIGNED_IN})  # fmt: skip


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_role_reaches_its_own_pages_and_no_other(office: Office, role: str) -> None:
    office.hire("somebody", role)
    browser = Browser(office)
    await browser.sign_in("somebody")
    csrf = re.search(r'name="csrf" value="([^"]+)"', await browser.page_of_any())
    assert csrf
    browser.csrf = csrf[1]
    for route in GUARDED:
        if route.path.endswith("/live"):
            continue
        response = await (browser.get(address(route)) if route.method == "GET"
                          else browser.post(address(route)))  # fmt: skip
        may = allowed({role}, route.permission)
        text = await response.text()
        if not may:
            assert response.status == 404, route
        elif CASE not in address(route):
            assert response.status in {200, 303, 400}, (route, text)
    await browser.close()


@pytest.mark.parametrize("route", PAGES, ids=lambda route: f"{route.method} {route.path}")
async def test_without_a_session_there_is_only_the_sign_in(visitor: Browser, route: Route) -> None:
    await visitor.get("/desk/sign-in")
    asked = visitor.get if route.method == "GET" else visitor.post
    response = await asked(address(route))
    assert response.status == 401
    assert 'name="password"' in await response.text()


async def test_a_denied_attempt_stands_in_the_trail(office: Office) -> None:
    who = office.hire("auditor", "auditor")
    browser = Browser(office)
    await browser.sign_in("auditor")
    await browser.get("/desk/queue")
    acts = office.database.read_now(lambda unit: unit.audit.of_object("kucova", who.id))
    denied = [act.detail for act in acts if act.action == "denied"]
    assert {"permission": "queue.view"} in denied
    await browser.close()


async def test_every_action_is_asked_for_by_a_route() -> None:
    assert {route.permission for route in GUARDED} == set(ACTIONS)


async def test_an_unknown_address_is_not_found_with_every_header(visitor: Browser) -> None:
    response = await visitor.get("/desk/nothing/here")
    assert response.status == 404
    assert response.headers["Cache-Control"] == "no-store"

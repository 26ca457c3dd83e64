"""The files of the desk: kept in memory, asked for again cheaply, and nothing beside them."""

import pytest

from admin.views import STATIC
from tests.admin.office import Browser


async def test_a_file_that_did_not_change_is_not_sent_again(visitor: Browser) -> None:
    first = await visitor.get("/desk/static/desk.css")
    assert first.status == 200
    assert first.content_type == "text/css"
    assert await first.read() == (STATIC / "desk.css").read_bytes()
    again = await visitor.get("/desk/static/desk.css", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    other = await visitor.get("/desk/static/desk.css", **{"If-None-Match": '"old"'})
    assert other.status == 200


@pytest.mark.parametrize(
    "name", ["nothing.css", "vendor", "../views.py", "%2e%2e/views.py", "vendor/.fetched", ""]
)
async def test_there_is_no_other_file(visitor: Browser, name: str) -> None:
    assert (await visitor.get(f"/desk/static/{name}")).status == 404

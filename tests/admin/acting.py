"""What an operator does with a case, from the form to the next page."""

from tests.admin.office import Browser


async def act(browser: Browser, case: str, what: str, **fields: str) -> str:
    """Do something with a case as its form would; what the page says afterwards."""
    response = await browser.post(f"/desk/reports/{case}/{what}", **fields)
    assert response.status == 303, await response.text()
    said = response.headers["Location"].partition("said=")[2]
    await browser.page(f"/desk/reports/{case}")
    return said

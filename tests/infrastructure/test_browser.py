"""The browser of the tests is real and shows our letters."""

import pytest
from playwright.async_api import Page

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_page_runs_scripts(page: Page) -> None:
    await page.set_content("<p id=p>ë ç đ ћ</p><script>p.textContent += '!'</script>")
    assert await page.inner_text("#p") == "ë ç đ ћ!"


async def test_a_plain_page_does_not(plain_page: Page) -> None:
    await plain_page.set_content("<p id=p>ë ç đ ћ</p><script>p.textContent += '!'</script>")
    assert await plain_page.inner_text("#p") == "ë ç đ ћ"

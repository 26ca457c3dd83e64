"""The browser of the tests is real and shows our letters."""

from playwright.async_api import Page

from tests.browser import accessibility_faults


async def test_a_page_runs_scripts(page: Page) -> None:
    await page.set_content("<p id=p>ë ç đ ћ</p><script>p.textContent += '!'</script>")
    assert await page.inner_text("#p") == "ë ç đ ћ!"


async def test_a_plain_page_does_not(plain_page: Page) -> None:
    await plain_page.set_content("<p id=p>ë ç đ ћ</p><script>p.textContent += '!'</script>")
    assert await plain_page.inner_text("#p") == "ë ç đ ћ"


async def test_a_picture_without_words_is_found(page: Page) -> None:
    await page.set_content("<html lang=sq><title>t</title><main><img src=data:,></main></html>")
    assert await accessibility_faults(page) == ["image-alt: img"]

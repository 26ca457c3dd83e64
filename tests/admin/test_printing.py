"""What the desk prints: the poster with its ways to the line, and a leaflet for each topic."""

import re

import msgspec
import pytest

from locales.packs import Pack
from tests.admin.office import CATALOG, KUCOVA, PACKS, Browser, Office

HERE = [pack for pack in PACKS if "kucova" in pack.editions]


@pytest.mark.parametrize("pack", HERE, ids=lambda pack: pack.topic)
async def test_the_list_leads_to_each_leaflet_in_each_language(
    operator: Browser, pack: Pack
) -> None:
    page = await operator.page("/desk/print")
    for tag in pack.editions["kucova"].texts:
        address = f"/info/{pack.neutral_id}?place=kucova&amp;lang={tag}"
        assert f'href="{address}"' in page
        leaflet = await operator.page(address.replace("&amp;", "&"))
        assert f'<html lang="{tag}"' in leaflet


async def test_the_list_says_what_the_poster_lacks(office: Office, operator: Browser) -> None:
    page = await operator.page("/desk/print")
    assert CATALOG.text("public.sms_unknown", "sq") in page
    assert "the Social Service Directorate names it" in page
    office.places["kucova"] = msgspec.structs.replace(KUCOVA, refer_save_number="+355690000001")
    office.bot_name = ""
    page = await operator.page("/desk/print")
    assert CATALOG.text("public.sms_unknown", "sq") not in page
    assert CATALOG.text("public.chat_unknown", "sq") in page


async def test_the_poster_speaks_three_languages_side_by_side(operator: Browser) -> None:
    page = await operator.page("/desk/print/poster?place=kucova")
    for key in ("poster.title", "poster.reads", "poster.limits", "public.sms_unknown"):
        for tag in ("sq", "sr-Cyrl", "en"):
            reader = CATALOG.text("reader.social_worker", tag)
            told = str(CATALOG.text(key, tag, reader=reader))
            assert told.replace("'", "&#39;") in page, (key, tag)
    assert "112 · 129 · 116117 · 116111" in page
    assert 'aria-label="https://t.me/line_bot?start=kucova"' in page
    assert re.search(r'<svg viewBox="[\d ]+" class="qr">', page)


async def test_a_poster_with_a_number_and_without_a_chat(office: Office, operator: Browser) -> None:
    office.places["kucova"] = msgspec.structs.replace(KUCOVA, refer_save_number="+355690000001")
    office.bot_name = ""
    page = await operator.page("/desk/print/poster?place=kucova&size=a3")
    assert '<main class="poster a3">' in page
    assert "+355 69 000 0001" in page
    assert "<svg" not in page
    assert CATALOG.text("public.chat_unknown", "en") in page


@pytest.mark.parametrize("asked", ["place=elsewhere", "place=nowhere", "place=kucova&size=a0"])
async def test_no_other_poster_is_there(operator: Browser, asked: str) -> None:
    assert (await operator.get(f"/desk/print/poster?{asked}")).status == 404

"""What the queue offers to filter by."""

import msgspec

from storage.municipality import Names
from tests.admin.office import KUCOVA, PLACES, Browser, Office, answer

RIVER = msgspec.structs.replace(
    KUCOVA.group[0], id="river", names=Names(sq="Përmbytje", sr="Поплава", en="Flood")
)


async def test_names_are_in_the_operators_language(office: Office) -> None:
    office.hire("everywhere", "operator", municipality="", unit="")
    office.report(1, answer(1, "where", "kozare"))
    browser = Browser(office)
    await browser.sign_in("everywhere")
    await browser.post("/desk/language", language="sr-Cyrl", back="/desk/queue")
    for path in ("/desk/queue", "/desk/phone"):
        page = await browser.page(path)
        assert ">Кучова</option>" in page
        assert ">Козара</option>" in page
        assert "Kuçovë" not in page
    assert "Козара · " in await browser.page("/desk/queue")
    await browser.close()


async def test_the_filters_are_those_of_the_chosen_municipality(office: Office) -> None:
    group = (*KUCOVA.group, RIVER)
    office.places["elsewhere"] = msgspec.structs.replace(PLACES["elsewhere"], group=group)
    office.hire("everywhere", "operator", municipality="", unit="")
    browser = Browser(office)
    await browser.sign_in("everywhere")
    assert (await browser.page("/desk/queue")).count(">I moshuar</option>") == 1
    assert ">Përmbytje</option>" in await browser.page("/desk/queue")
    assert ">Përmbytje</option>" in await browser.page("/desk/queue?municipality=elsewhere")
    assert ">Përmbytje</option>" not in await browser.page("/desk/queue?municipality=kucova")
    await browser.close()

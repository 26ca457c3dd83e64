"""Questions that no pack answers: masked words, and that somebody has dealt with them."""

from aiohttp import web

from admin.desk import Desk
from storage.unit import Unit


async def dealt(desk: Desk) -> web.Response:
    """Take a question off the list; 404 when it is not one of this operator's municipalities."""
    question = desk.request.match_info["question"]
    if not await desk.services.database.write(lambda unit: _remove(desk, unit, question)):
        raise web.HTTPNotFound
    return desk.go("/desk/packs", "saved")


def _remove(desk: Desk, unit: Unit, question: str) -> bool:
    for place in desk.places:
        if unit.questions.remove(place.slug, question):
            unit.audit.add(place.slug, desk.staff.id, "question_dealt", question, {}, desk.now)
            return True
    return False

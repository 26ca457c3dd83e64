"""The picture above a campaign's text: put there, looked at, taken away."""

from aiohttp import web

from admin.campaigning import find_campaign, path_of, seen_version, tell
from admin.desk import Desk
from admin.pictures import BadPicture, clean_picture
from flows.campaigns import CampaignRefused
from storage.campaign_draft import Campaign, Image
from storage.unit import Unit


async def show(desk: Desk) -> web.Response:
    """The picture, to be shown in our own pages only; 404 without one."""

    def look(unit: Unit) -> Image | None:
        return unit.campaigns.image(find_campaign(desk, unit).number)

    image = await desk.services.database.read(look)
    if image is None:
        raise web.HTTPNotFound
    return web.Response(body=image.content, content_type=image.content_type)


async def put(desk: Desk) -> web.Response:
    """A picture in place of the one before; without a file it is taken away."""
    version, content = seen_version(desk), desk.upload
    image: Image | None = None
    if desk.field("take_away", 3) != "yes":
        try:
            image = clean_picture(content)
        except BadPicture as bad:
            campaign = await desk.services.database.read(lambda unit: find_campaign(desk, unit))
            return desk.go(f"{path_of(campaign)}/edit", f"campaign_picture_{bad}")

    def work(unit: Unit) -> tuple[Campaign, Campaign | CampaignRefused]:
        campaign = find_campaign(desk, unit)
        done = unit.campaigns.set_image(campaign, version, image, desk.staff, desk.now)
        return campaign, done

    campaign, done = await desk.services.database.write(work)
    if isinstance(done, CampaignRefused):
        return desk.go(path_of(campaign), f"campaign_{done.reason}")
    tell(desk, done)
    return desk.go(f"{path_of(done)}/edit", "saved")

"""Every address of one process on one application."""

from aiohttp import web

from admin.app import make_app
from admin.services import AdminServices
from bot.bot_name import BotName
from bot.health import Health
from bot.peers import Peers
from bot.phones import Phones
from bot.previewing import Previewer
from bot.safe_hours import windows_of
from bot.service import Service
from bot.stubs.demo import DemoProviders
from bot.webhook import MAX_BODY, Webhooks


def make_web(service: Service, providers: DemoProviders | None = None) -> web.Application:
    """Webhooks and health first: they must not pay for the console's middlewares."""
    app = web.Application(client_max_size=MAX_BODY)
    peers = Peers(service.settings.trusted_proxies)
    hooks = Webhooks(service.channels, service.intake, service.database, service.clock, peers)
    health = Health(service.database, service.settings.data_dir, service.clock)
    app.add_routes([*hooks.routes(), *health.routes()])
    if providers is not None:
        app.add_routes(Phones(providers).routes())
    bot_name = BotName(service.settings.telegram_bot, service.channels.get("telegram"))
    app.cleanup_ctx.append(bot_name.asking)
    make_app(
        app,
        AdminServices(
            database=service.database,
            signals=service.signals,
            catalog=service.catalog,
            municipalities=service.municipalities,
            settings=service.settings,
            clock=service.clock,
            window_of=windows_of(service.municipalities, demo=providers is not None),
            packs=service.editions.packs,
            pack_files=service.editions.files,
            pack_messages=Previewer(service.world, service.catalog).messages,
            bot_name=bot_name,
            campaign_sender=service.settings.twilio_campaign_from,
            campaign_rates={
                "telegram": min(
                    service.settings.telegram_campaign_rate, service.settings.telegram_rate
                ),
                "sms": service.settings.twilio_campaign_rate,
            },
        ),
    )
    return app

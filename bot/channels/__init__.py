"""The ways in and out. A new one is a module here and one line in CHANNELS."""

from collections.abc import Callable
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Final, cast

from bot.channels.base import Channel, Supplies
from storage.settings import Settings

if TYPE_CHECKING:  # a fifth of the time in which `refero play` starts
    import aiohttp

Opener = Callable[[Settings, "aiohttp.ClientSession"], Channel | None]
BulkOpener = Callable[[Settings, "aiohttp.ClientSession", Supplies], Channel | None]

CHANNELS: Final = {
    "telegram": "bot.channels.telegram:open_telegram",
    "sms": "bot.channels.twilio_sms:open_sms",
}
"""By channel id: what opens it. Named, not imported: `refero play` needs no provider's library."""

BULK: Final = {
    "telegram": "bot.channels.telegram:open_telegram_campaigns",
    "sms": "bot.channels.twilio_sms:open_sms_campaigns",
}
"""By channel id: what opens the sender that campaigns leave from."""


def open_channels(settings: Settings, session: "aiohttp.ClientSession") -> dict[str, Channel]:
    """Open every channel that the settings give credentials for, over one client session."""
    opened = {}
    for name, path in CHANNELS.items():
        channel = cast("Opener", resolve_name(path))(settings, session)
        if channel is not None:
            opened[name] = channel
    return opened


def open_bulk(
    settings: Settings, session: "aiohttp.ClientSession", supplies: Supplies
) -> dict[str, Channel]:
    """Open what campaigns leave from, by channel; what is not in it carries none."""
    opened = {}
    for name, path in BULK.items():
        channel = cast("BulkOpener", resolve_name(path))(settings, session, supplies)
        if channel is not None:
            opened[name] = channel
    return opened

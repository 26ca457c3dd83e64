"""What the console is built on; the composition root hands it in once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flows.messages import Outgoing
from flows.safe_hours import Window
from locales.catalog import Catalog
from locales.packs import Pack
from storage.database import Database
from storage.municipality import Municipality
from storage.settings import Settings
from storage.signals import Signals

PackMessages = Callable[[Pack, str, str, str], Sequence[tuple[str, Outgoing]]]
"""(pack, place, BCP 47 language, channel) to each section and the exact message it becomes."""


@dataclass(frozen=True, slots=True)
class AdminServices:
    """`municipalities` by slug, in the order they are shown; `clock` in microseconds UTC.

    `window_of` gives a municipality's safe hours by its slug (safety S5, S23). `packs` are those that
    are told now, `pack_files` those of the repository; `pack_messages` is what people would get.
    `bot_name` is the bot's user name, "" while unknown. `campaign_sender` is what campaigns leave from
    by SMS (a number, a service, or letters), "" without one; `campaign_rates` by channel what it may
    send a second: messages, by SMS segments.
    """

    database: Database
    signals: Signals
    catalog: Catalog
    municipalities: Mapping[str, Municipality]
    settings: Settings
    clock: Callable[[], int]
    window_of: Callable[[str], Window]
    packs: Callable[[], Sequence[Pack]]
    bot_name: Callable[[], str]
    pack_files: Sequence[Pack]
    pack_messages: PackMessages
    campaign_sender: str
    campaign_rates: Mapping[str, int]

"""What the console is built on; the composition root hands it in once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flows.safe_hours import Window
from locales.catalog import Catalog
from locales.packs import Pack
from storage.database import Database
from storage.municipality import Municipality
from storage.settings import Settings
from storage.signals import Signals


@dataclass(frozen=True, slots=True)
class AdminServices:
    """`municipalities` by slug, in the order they are shown; `clock` in microseconds UTC.

    `window_of` gives a municipality's safe hours by its slug (safety S5, S23). `packs` gives the
    information as it holds at this moment, `bot_name` the bot's user name, "" while unknown.
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

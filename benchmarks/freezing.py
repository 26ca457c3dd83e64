"""An audience written down on either database: seconds, the longest single write, memory at its peak.

Run as `python -m benchmarks.freezing sqlite|postgresql COUNT`; PostgreSQL is the suite's own, with
its servers on sockets of their own.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import NamedTuple

from benchmarks.crowd import NOW, campaign, fill, telegram_line
from benchmarks.intake import peak_memory
from storage.database import Database
from storage.directory import SEEDS, load_municipality
from storage.migrations import migrate
from storage.vault import Vault, new_key, parse_keys
from tests.servers.postgres import running_postgres


class Frozen(NamedTuple):
    """Seconds in all and of the longest write: so long a reply may have to wait."""

    seconds: float
    longest: float


def freezing(db: Database, number: int) -> Frozen:
    """Write a campaign's audience down, slice by slice, as the worker does."""
    began, longest, done = time.perf_counter(), 0.0, False
    while not done:
        at = time.perf_counter()
        done = db.write_now(lambda unit: unit.audiences.freeze_slice(number, NOW))
        longest = max(longest, time.perf_counter() - at)
    return Frozen(time.perf_counter() - began, longest)


@contextmanager
def opened(kind: str) -> Iterator[Database]:
    """A new database with the newest schema and one municipality."""
    with new_url(kind) as url, closing(Database(url, Vault(parse_keys(new_key("k1"))))) as db:
        migrate(db)
        place = load_municipality(SEEDS / "kucova.toml")
        db.write_now(lambda unit: unit.municipalities.seed(place, NOW))
        yield db


@contextmanager
def new_url(kind: str) -> Iterator[str]:
    """Where an empty database of this kind is, for as long as it is needed."""
    if kind == "postgresql":
        with running_postgres() as server:
            yield server.url(server.create())
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/refero.db"


def main(kind: str, count: int) -> None:
    """Print seconds, longest write and MiB."""
    with opened(kind) as db:
        fill(db, telegram_line(db), count)
        frozen = freezing(db, campaign(db))
        print(frozen.seconds, frozen.longest, peak_memory(os.getpid()))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

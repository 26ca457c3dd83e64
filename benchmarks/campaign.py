"""`refero bench campaign`: an audience written down, sent to, and talked beside.

Three parts. 1,000,000 recipients frozen into a snapshot on SQLite and on PostgreSQL, with the memory
that this takes beside what 100,000 take. Sends a second from one core, the stub on another, as a
ratio to a bare loop that posts the same requests with the same client (at least 0.6; rounds of both
alternate, the best of each counts). Then reports at 5 a second while 100,000 leave: the time from
webhook to reply. Only the ratio can fail; the rest is printed with the machine.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import uvloop

from benchmarks.crowd import approve, campaign, fill, open_all_day, telegram_line
from benchmarks.freezing import freezing
from benchmarks.intake import SECRET, STEPS, cpu_time, machine, ours, peak_memory, process
from benchmarks.ports import free_port
from benchmarks.talks import Talks
from benchmarks.wire import StubApi
from storage.database import Database
from storage.vault import Vault, parse_keys

ROOT: Final = Path(__file__).parent.parent
ROUNDS: Final = 3
SENDS: Final = 20_000
MANY: Final = 100_000
REPORTS: Final = 5.0
"""A second."""
LEAST: Final = 0.6


class Sent(NamedTuple):
    """Messages a second; CPU in µs a message, memory in MiB at its peak."""

    rate: float
    cpu: float = 0.0
    memory: float = 0.0


class Counter:
    """Counts what reaches the stub; `done` when all of it has."""

    def __init__(self, wanted: int) -> None:
        self.chats: set[int] = set()
        self.twice = 0
        self.first = 0.0
        self.last = 0.0
        self.done = asyncio.Event()
        self._wanted = wanted

    def heard(self, chat: int) -> None:
        """One sendMessage arrived."""
        now = time.perf_counter()
        self.first = self.first or now
        self.last = now
        self.twice += chat in self.chats
        self.chats.add(chat)
        if len(self.chats) >= self._wanted:
            self.done.set()


def bare(count: int) -> Sent:
    """The bare loop on core 0, the stub here."""

    async def run() -> Sent:
        loop, api, counter = asyncio.get_running_loop(), free_port(), Counter(count)
        server = await loop.create_server(lambda: StubApi(counter.heard), "127.0.0.1", api)
        url = f"http://127.0.0.1:{api}/bot1:bench/sendMessage"
        command = [*pinned(), sys.executable, "-m", "benchmarks.bare", url, str(count)]
        done = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        told, _ = await done.communicate()
        server.close()
        return Sent(count / float(told))

    return uvloop.run(run())


def pinned() -> list[str]:
    """On core 0, where there are two."""
    return [] if len(os.sched_getaffinity(0)) < 2 else ["taskset", "-c", "0"]


async def send(
    count: int, beside: Callable[[int], "asyncio.Task[None]"] | None, heard: "Heard"
) -> Sent:
    """A campaign to `count` people by the real service; `beside` talks to it meanwhile."""
    loop, port, api = asyncio.get_running_loop(), free_port(), free_port()
    counter = heard.counter
    server = await loop.create_server(lambda: StubApi(heard), "127.0.0.1", api)
    with tempfile.TemporaryDirectory() as folder:
        command, settings = ours(port, api, folder)
        await asyncio.to_thread(prepare, settings, count)
        with process(command, port, settings) as pid:
            before = cpu_time(pid)
            talking = beside(port) if beside else None
            async with asyncio.timeout(600):
                await counter.done.wait()
            used = cpu_time(pid) - before
            memory = peak_memory(pid)
            if talking:
                talking.cancel()
                await asyncio.gather(talking, return_exceptions=True)
    server.close()
    if counter.twice:
        raise RuntimeError(f"{counter.twice} people got it twice")
    return Sent(count / (counter.last - counter.first), used / count * 1e6, memory)


class Heard:
    """Sorts what reaches the stub: the campaign's people, and those who talk."""

    def __init__(self, count: int) -> None:
        self.counter = Counter(count)
        self.talks: Talks | None = None

    def __call__(self, chat: int) -> None:
        """One sendMessage arrived."""
        if self.talks and chat >= TALKERS:
            self.talks.heard(chat)
        else:
            self.counter.heard(chat)


TALKERS: Final = 5_000_000_000


def prepare(settings: Mapping[str, str], count: int) -> None:
    """People, and a campaign to them that is approved."""
    vault = Vault(parse_keys(settings["REFERO_SECRET_KEYS"]))
    db = Database(f"sqlite:///{settings['REFERO_DATA_DIR']}/refero.db", vault)
    fill(db, telegram_line(db), count, vault)
    open_all_day(db)
    number = campaign(db)
    freezing(db, number)
    approve(db, number)
    db.close()


async def with_reports() -> tuple[Sent, list[float]]:
    """100,000 leave while reports arrive; seconds from each webhook to its reply."""
    heard = Heard(MANY)

    def beside(port: int) -> "asyncio.Task[None]":
        heard.talks = talks = Talks(port, SECRET, STEPS)
        return asyncio.create_task(report_on(talks))

    sent = await send(MANY, beside, heard)
    assert heard.talks is not None
    return sent, sorted(heard.talks.latencies)


async def report_on(talks: Talks) -> None:
    """A new report begins REPORTS times a second, for ever."""
    async with asyncio.TaskGroup() as people:
        for chat in range(TALKERS, TALKERS + 1_000_000):
            people.create_task(talks.one(chat))
            await asyncio.sleep(1 / REPORTS)


def snapshots() -> None:
    """Print what freezing takes, each in a process of its own."""
    for kind in ("sqlite", "postgresql"):
        for count in (MANY, 10 * MANY):
            command = [sys.executable, "-m", "benchmarks.freezing", kind, str(count)]
            told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            seconds, longest, memory = told.stdout.split()
            print(
                f"snapshot of {count:9,} on {kind:10}  {float(seconds):5.1f} s  "
                f"longest write {float(longest) * 1000:4.0f} ms  memory {float(memory):4.0f} MiB"
            )


def main() -> int:
    """Print the table; 1 when the ratio is below the least."""
    cores = sorted(os.sched_getaffinity(0))
    print(f"campaign, best of {ROUNDS}, on {machine()}")
    snapshots()
    if len(cores) > 1:
        os.sched_setaffinity(0, {cores[1]})
    floor, refero = Sent(0.0), Sent(0.0)
    for _ in range(ROUNDS):
        floor = max(floor, bare(SENDS))
        refero = max(refero, uvloop.run(send(SENDS, None, Heard(SENDS))))
    ratio = refero.rate / floor.rate
    print(f"sends: bare loop {floor.rate:.0f}/s, refero {refero.rate:.0f}/s, "
          f"CPU {refero.cpu:.0f} µs/message, memory {refero.memory:.0f} MiB")  # fmt: skip
    print(f"sends: ratio {ratio:.2f} of the bare loop (at least {LEAST})")
    sent, latencies = uvloop.run(with_reports())
    middle, last = latencies[len(latencies) // 2], latencies[int(len(latencies) * 0.99)]
    print(
        f"{REPORTS:.0f} reports/s while {MANY:,} left at {sent.rate:.0f}/s: {len(latencies)} messages, "
        f"webhook to reply p50 {middle * 1000:.0f} ms, p99 {last * 1000:.0f} ms (expected under 1000)"
    )
    return 0 if ratio >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())

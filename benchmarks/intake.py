"""`refero bench intake`: the seven-message intake against the floor, in one run.

One core serves, another generates and stands in for the Bot API. Rounds of both alternate, so that
whatever else the machine does meets both; the best round of each counts. A round is 3,000 talks for
either: a service that answers for months is measured as it runs, not as it starts. Only the ratio of
messages per second can fail (at least 0.5 of the floor's); the rest is printed with the machine.
"""

import asyncio
import base64
import os
import platform
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import uvloop

from benchmarks.ports import free_port, wait_open
from benchmarks.talks import Talks
from benchmarks.wire import StubApi

ROOT = Path(__file__).parent.parent
SECRET = "bench-secret"
STEPS = (
    "/start kucova",
    "@welcome.language.sq",
    "@menu.main.report",
    "Nje e moshuar jeton vetem dhe nuk ka ushqim prej dy ditesh",
    "Perondi",
    "@report.contact.skip",
    "@report.wait.can_wait",
)
CROWDS = (50, 500)
ROUNDS = 3
TALKS = 3000
"""In each round, for the floor and for the service, after a warm-up of one talk a person."""
LEAST = 0.5


class Figures(NamedTuple):
    """One measurement; latencies in ms, memory in MiB at its peak, CPU in µs a message."""

    rate: float
    p50: float
    p99: float
    memory: float
    cpu: float


@contextmanager
def process(command: Sequence[str], port: int, settings: Mapping[str, str]) -> Iterator[int]:
    """A service on core 0 that listens on `port`; its process id."""
    environment = {**os.environ, **settings}
    pinned = [] if len(os.sched_getaffinity(0)) < 2 else ["taskset", "-c", "0"]
    with subprocess.Popen([*pinned, *command], cwd=ROOT, env=environment) as running:
        try:
            wait_open(port, running)
            yield running.pid
        finally:
            running.terminate()
            running.wait(20)


def ours(port: int, api: int, folder: str) -> tuple[list[str], dict[str, str]]:
    """The real service, with `synchronous=FULL` as always, and a stub provider."""
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    settings = {
        "REFERO_ENV": "production",
        "REFERO_DATA_DIR": folder,
        "REFERO_BIND": f"127.0.0.1:{port}",
        "REFERO_PUBLIC_URL": "https://bench.invalid",
        "REFERO_SECRET_KEYS": f"k1:{key}",
        "REFERO_TELEGRAM_TOKEN": "1:bench",
        "REFERO_TELEGRAM_SECRET": SECRET,
        "REFERO_TELEGRAM_API_URL": f"http://127.0.0.1:{api}",
        "REFERO_TELEGRAM_RATE": "1000000",
        "REFERO_TELEGRAM_CAMPAIGN_RATE": "1000000",
        "REFERO_MUNICIPALITIES": "kucova",
    }
    seed = [sys.executable, "-m", "bot", "seed", "kucova"]
    subprocess.run(seed, cwd=ROOT, env={**os.environ, **settings}, check=True, capture_output=True)
    return [sys.executable, "-m", "bot", "serve"], settings


def floor(port: int, api: int, folder: str) -> tuple[list[str], dict[str, str]]:
    """The least that can be done."""
    command = [sys.executable, "-m", "benchmarks.floor", str(port)]
    return [*command, f"http://127.0.0.1:{api}", f"{folder}/floor.db"], {}


async def measure(subject: str, crowd: int) -> Figures:
    """Run TALKS talks, `crowd` at once, on a fresh service and a fresh database."""
    loop = asyncio.get_running_loop()
    port, api = free_port(), free_port()
    talks = Talks(port, SECRET, STEPS)
    server = await loop.create_server(lambda: StubApi(talks.heard), "127.0.0.1", api)
    with tempfile.TemporaryDirectory() as folder:
        command, settings = (ours if subject == "refero" else floor)(port, api, folder)
        with process(command, port, settings) as pid:
            await talks.many(crowd, min(crowd, 20), 1_000_000)
            talks.latencies.clear()
            before = cpu_time(pid)
            rate = await talks.many(TALKS, crowd, 2_000_000)
            used = cpu_time(pid) - before
            memory = peak_memory(pid)
    server.close()
    spread = sorted(talks.latencies)
    middle, last = spread[len(spread) // 2], spread[int(len(spread) * 0.99)]
    cpu = used / len(spread) * 1e6
    return Figures(rate, middle * 1000, last * 1000, memory, cpu)


def peak_memory(pid: int) -> float:
    """Peak resident memory of a process in MiB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu_time(pid: int) -> float:
    """Seconds of CPU that a process has used, its own and the kernel's for it (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def machine() -> str:
    """What it ran on."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    name = models[0] if models else platform.machine()
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> int:
    """Print the table; 1 when a ratio is below the least."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(0, {cores[1]})
    print(f"intake, seven messages a talk, best of {ROUNDS}, on {machine()}")
    worst = 1.0
    for crowd in CROWDS:
        best = {name: Figures(0.0, 0.0, 0.0, 0.0, 0.0) for name in ("floor", "refero")}
        for _ in range(ROUNDS):
            for name, so_far in best.items():
                best[name] = max(so_far, uvloop.run(measure(name, crowd)))
        ratio = best["refero"].rate / best["floor"].rate
        worst = min(worst, ratio)
        for name, got in best.items():
            print(
                f"{crowd:4} talks  {name:7} {got.rate:7.0f} messages/s  p50 {got.p50:5.0f} ms  "
                f"p99 {got.p99:5.0f} ms  memory {got.memory:4.0f} MiB  CPU {got.cpu:4.0f} µs/message"
            )
        print(f"{crowd:4} talks  ratio {ratio:.2f} of the floor (at least {LEAST})")
    return 0 if worst >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())

"""`refero serve`: web, workers, senders and chores, in one process or by role."""

import gc
import logging
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Collection
from contextlib import AsyncExitStack
from typing import Final

import uvloop

from bot.clock import now
from bot.demo import prepare, welcome
from bot.logs import set_up_logs
from bot.opening import open_database
from bot.running import ROLES, listening, until_stopped, working
from bot.service import open_service
from bot.stubs.demo import DemoProviders
from bot.web import make_web
from storage.settings import Settings

GARBAGE: Final = 20_000
"""New objects between two looks for garbage; Python's 700 cost an eighth of a busy core."""

HAND_OVER = 0.02
"""Seconds that the loop or the writer's thread may keep the interpreter while the other waits."""


def arguments(parser: ArgumentParser) -> None:
    """`--only web,worker` picks roles for the scaled mode."""
    parser.add_argument("--only", default=",".join(ROLES), metavar=",".join(ROLES))


def run(options: Namespace) -> int:
    """Serve until stopped; 2 for an unknown role, 1 when a role broke: start the process again."""
    roles = options.only.split(",")
    if unknown := sorted(set(roles) - set(ROLES)):
        print(f"refero: unknown role {', '.join(unknown)}", file=sys.stderr)
        return 2
    set_up_logs()
    sys.setswitchinterval(HAND_OVER)
    return uvloop.run(serve(options.settings, roles))


async def serve(settings: Settings, roles: Collection[str]) -> int:
    """Open everything, then start; the reverse at the end; the exit code."""
    async with AsyncExitStack() as stack:
        providers = None
        passwords: dict[str, str] = {}
        if settings.env == "demo":
            passwords = _prepare_demo(settings)
            providers = await DemoProviders(f"http://{settings.bind}").start()
            stack.push_async_callback(providers.stop)
            settings = providers.settings(settings)
        service = await stack.enter_async_context(open_service(settings, now))
        if "web" in roles:
            app = make_web(service, providers)
            await stack.enter_async_context(listening(app, settings.bind))
        keep_what_is_loaded()
        stopped = await stack.enter_async_context(working(service, roles))
        if providers:
            sys.stdout.write(welcome(settings.bind, passwords))
            sys.stdout.flush()
        logging.getLogger(__name__).info("serving %s, process %s", ",".join(roles), os.getpid())
        await until_stopped(stopped)
        return int(stopped.failed)


def keep_what_is_loaded() -> None:
    """Texts, flows and code live until the end: the search for garbage leaves them out."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


def _prepare_demo(settings: Settings) -> dict[str, str]:
    database = open_database(settings)
    try:
        return prepare(database, settings, now)
    finally:
        database.close()

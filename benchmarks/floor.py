"""The least that a durable chat webhook can do, as the baseline of `refero bench intake`.

Bare aiohttp: parse the JSON, write one state row and one reply row with raw sqlite3
(synchronous=FULL, group commit in one writer thread), answer 200, then post one sendMessage with a
raw aiohttp client. No flow, no encryption, no dedupe, no retry. It runs on asyncio's own
event loop, the service on uvloop.
"""

import asyncio
import json
import queue
import sqlite3
import sys
import threading
from collections.abc import Callable

from aiohttp import ClientSession, TCPConnector, web

Row = tuple[int, int, str]
Job = tuple[Row, "asyncio.Future[None]"]
GROUP = 50


def writer(path: str, jobs: "queue.SimpleQueue[Job]", loop: asyncio.AbstractEventLoop) -> None:
    """Commit whatever waits, up to GROUP rows at a time, for ever."""
    store = sqlite3.connect(path, isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    store.execute("CREATE TABLE IF NOT EXISTS state (chat INTEGER PRIMARY KEY, step INTEGER)")
    store.execute("CREATE TABLE IF NOT EXISTS reply (id INTEGER PRIMARY KEY, chat INTEGER, text)")
    while True:
        group = [jobs.get()]
        while len(group) < GROUP and not jobs.empty():
            group.append(jobs.get())
        store.execute("BEGIN IMMEDIATE")
        for (chat, step, text), _ in group:
            store.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (chat, step))
            store.execute("INSERT INTO reply (chat, text) VALUES (?, ?)", (chat, text))
        store.execute("COMMIT")
        loop.call_soon_threadsafe(_release, [future for _, future in group])


def _release(futures: "list[asyncio.Future[None]]") -> None:
    for future in futures:
        future.set_result(None)


def handler(
    session: ClientSession, api: str, jobs: "queue.SimpleQueue[Job]"
) -> Callable[[web.Request], "asyncio.Future[web.Response]"]:
    """The webhook: durable, then 200, then the reply."""
    loop = asyncio.get_running_loop()
    sends: set[asyncio.Task[None]] = set()

    async def reply(chat: int, text: str) -> None:
        body = {"chat_id": chat, "text": text}
        async with session.post(f"{api}/bot1:floor/sendMessage", json=body) as answer:
            await answer.json()

    async def receive(request: web.Request) -> web.Response:
        update = json.loads(await request.read())
        query = update.get("callback_query")
        message = query["message"] if query else update["message"]
        chat = message["chat"]["id"]
        text = f"Thank you, step {update['update_id']} is noted. Please go on with the next one."
        done: asyncio.Future[None] = loop.create_future()
        jobs.put(((chat, update["update_id"], text), done))
        await done
        task = loop.create_task(reply(chat, text))
        sends.add(task)
        task.add_done_callback(sends.discard)
        return web.Response()

    return receive  # type: ignore[return-value]


async def serve(port: int, api: str, path: str) -> None:
    """Serve until killed."""
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    loop = asyncio.get_running_loop()
    threading.Thread(target=writer, args=(path, jobs, loop), daemon=True).start()
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        app = web.Application()
        app.router.add_post("/telegram/webhook", handler(session, api, jobs))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        print("ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2], sys.argv[3]))

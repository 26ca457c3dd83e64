"""The chat's name: as configured, else asked from Telegram beside everything else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest
from aiohttp import ClientSession, web

import bot.bot_name
from bot.bot_name import BotName
from bot.channels.telegram import TelegramChannel, TelegramConfig
from bot.stubs import StubBotApi

TOKEN = "100:made-up"


@pytest.fixture
async def api() -> AsyncIterator[StubBotApi]:
    server = await StubBotApi(TOKEN).start()
    yield server
    await server.stop()


def channel(api: StubBotApi, session: ClientSession, token: str = TOKEN) -> TelegramChannel:
    return TelegramChannel(TelegramConfig(token=token, secrets=(), api_url=api.url), session)


async def comes(found: Callable[[], bool]) -> bool:
    """It is so within seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            while not found():  # noqa: ASYNC110 - another task asks
                await asyncio.sleep(0.01)
    return found()


async def test_telegram_is_asked_once(api: StubBotApi) -> None:
    async with ClientSession() as session:
        name = BotName("", channel(api, session))
        asking = name.asking(web.Application())
        await anext(asking)
        assert await comes(lambda: name() == "line_bot")
        await anext(asking, None)
    assert [method.lower() for method, _ in api.calls] == ["getme"]


async def test_a_configured_name_asks_nobody(api: StubBotApi) -> None:
    async with ClientSession() as session:
        name = BotName("our_line_bot", channel(api, session))
        asking = name.asking(web.Application())
        await anext(asking)
        await asyncio.sleep(0.05)
        await anext(asking, None)
    assert name() == "our_line_bot"
    assert api.calls == []


async def test_while_telegram_does_not_answer_the_name_is_unknown_and_it_is_asked_again(
    api: StubBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.bot_name, "FIRST_WAIT", 0.01)
    right, api.token = api.token, "200:other"
    async with ClientSession() as session:
        name = BotName("", channel(api, session))
        asking = name.asking(web.Application())
        await anext(asking)
        await asyncio.sleep(0.05)
        assert name() == ""
        api.token = right
        assert await comes(lambda: name() == "line_bot")
        await anext(asking, None)


async def test_without_telegram_there_is_no_name() -> None:
    name = BotName("", None)
    asking = name.asking(web.Application())
    await anext(asking)
    await anext(asking, None)
    assert name() == ""

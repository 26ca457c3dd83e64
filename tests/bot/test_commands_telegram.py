"""Telling Telegram about the bot, against a Bot API that speaks real HTTP."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.setup import COMMANDS, LANGUAGES
from bot.commands.telegram import last_error
from bot.stubs import StubBotApi
from tests.bot.shell import Ended, Shell, shell

__all__ = ["shell"]
TOKEN = "100:made-up"


@pytest.fixture
async def api(shell: Shell) -> AsyncIterator[StubBotApi]:
    server = await StubBotApi(TOKEN).start()
    shell.set(telegram_token=TOKEN, telegram_api_url=server.url)
    yield server
    await server.stop()


async def refero(shell: Shell, *words: str) -> Ended:
    """A command beside the server's event loop."""
    return await asyncio.to_thread(shell.run, "telegram", *words)


async def test_the_webhook_is_registered_with_the_newest_secret(
    shell: Shell, api: StubBotApi
) -> None:
    shell.set(public_url="https://line.example", telegram_secret="newest,older")
    ended = await refero(shell, "set-webhook")
    assert (ended.code, ended.out) == (0, "Telegram delivers to https://line.example\n")
    assert api.webhook == "https://line.example/telegram/webhook"
    assert api.secret == "newest"
    assert "newest" not in ended.out + ended.err


async def test_menus_and_descriptions_exist_in_every_language(
    shell: Shell, api: StubBotApi
) -> None:
    assert (await refero(shell, "commands")).code == 0
    menus = {
        given.get("language_code", ""): given["commands"]
        for method, given in api.calls
        if method == "SetMyCommands"
    }
    assert set(menus) == set(LANGUAGES)
    assert all([each["command"] for each in menu] == list(COMMANDS) for menu in menus.values())
    described = [given for method, given in api.calls if method == "SetMyDescription"]
    assert all(given["description"] for given in described)
    assert len(described) == len(LANGUAGES)


async def test_info_tells_the_links_and_how_the_webhook_fares(
    shell: Shell, api: StubBotApi
) -> None:
    ended = await refero(shell, "info")
    assert ended.code == 0
    assert "https://t.me/line_bot?start=kucova" in ended.out
    assert "none: updates are polled" in ended.out
    assert TOKEN not in ended.out


def test_the_last_failed_delivery_is_told_with_its_time() -> None:
    known = {"last_error_date": 1_900_065_600, "last_error_message": "Connection refused"}
    assert last_error(known) == ["error    2030-03-18 12:00 UTC: Connection refused"]
    assert last_error({}) == []


async def test_a_wrong_token_is_one_line_that_does_not_show_it(
    shell: Shell, api: StubBotApi
) -> None:
    shell.set(telegram_token="100:another")
    ended = await refero(shell, "info")
    assert ended.code == 1
    (line,) = ended.err.splitlines()
    assert "REFERO_TELEGRAM_TOKEN" in line
    assert "another" not in line


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({}, "REFERO_TELEGRAM_TOKEN"),
        ({"telegram_token": TOKEN}, "REFERO_PUBLIC_URL"),
    ],
)
def test_a_missing_setting_is_named(shell: Shell, settings: dict[str, str], missing: str) -> None:
    shell.set(**settings)
    ended = shell.run("telegram", "set-webhook")
    assert (ended.code, ended.err) == (2, f"refero telegram: {missing} is missing\n")

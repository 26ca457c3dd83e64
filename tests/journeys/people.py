"""People who talk to the line one message at a time, and providers that repeat until 2xx."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp
import msgspec

from bot.stubs import StubBotApi, StubTwilio, updates

AGAIN = 0.1
"""Seconds until a provider repeats what was not taken."""
LOOK = 0.02


class Person(Protocol):
    """Somebody with a phone; `said` is what the line took, in order."""

    said: list[str]
    repeats: int

    @property
    def address(self) -> str:
        """The chat id or the phone."""

    @property
    def heard(self) -> list[str]:
        """What reached the phone."""

    async def tell(self, words: str) -> None:
        """Send one message; returns when the line has taken it."""


@dataclass
class Chatter:
    """Somebody on Telegram; words that begin with @ are a button."""

    api: StubBotApi
    chat: int
    said: list[str] = field(default_factory=list)
    repeats: int = 0

    @property
    def address(self) -> str:
        return str(self.chat)

    @property
    def heard(self) -> list[str]:
        return [str(one["text"]) for one in self.api.sent[self.chat]]

    async def tell(self, words: str) -> None:
        number = next(self.api._ids)
        button = words.startswith("@")
        said = updates.press if button else updates.text
        content = said(self.chat, words[1:] if button else words, number)
        body = msgspec.json.encode({"update_id": number, **content})
        self.repeats += await until_taken(lambda: self.api.deliver_raw(body, number))
        self.said.append(words[1:] if button else words)


@dataclass
class Texter:
    """Somebody with a plain phone."""

    twilio: StubTwilio
    address: str
    said: list[str] = field(default_factory=list)
    repeats: int = 0

    @property
    def heard(self) -> list[str]:
        return [one["Body"] for one in self.twilio.sent[self.address]]

    async def tell(self, words: str) -> None:
        form = self.twilio.incoming(self.address, words)
        self.repeats += await until_taken(lambda: self.twilio.call_line("/twilio/sms", form))
        self.said.append(words)


async def until_taken(deliver: Callable[[], Awaitable[int]]) -> int:
    """Deliver the same again until it is answered 2xx; how often that was in vain."""
    for tries in itertools.count():
        with suppress(aiohttp.ClientError, OSError):
            if 200 <= await deliver() < 300:
                return tries
        await asyncio.sleep(AGAIN)
    raise AssertionError


async def converse(person: Person, words: Sequence[str], patience: float) -> int:
    """Say one thing after the other, each after an answer or `patience` seconds.

    Returns how often no answer came.
    """
    unanswered = 0
    for one in words:
        before = len(person.heard)
        await person.tell(one)
        unanswered += not await answered(person, before, patience)
    return unanswered


async def answered(person: Person, before: int, patience: float) -> bool:
    """More than `before` messages have reached the phone in time."""
    return await comes_true(lambda: len(person.heard) > before, patience)


async def comes_true(found: Callable[[], bool], patience: float) -> bool:
    """What is looked for is there within `patience` seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while not found():  # noqa: ASYNC110  what is waited for happens in another process
                await asyncio.sleep(LOOK)
    return found()

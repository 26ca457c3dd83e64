"""What every test may ask for: real databases, a real Redis, a real browser."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import redis
from playwright.async_api import Browser, Page

from tests.browser import collect_faults, running_browser
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.redis import running_redis


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-transcripts` writes what the talks say now; read the difference before you commit."""
    parser.addoption("--update-transcripts", action="store_true", help="rewrite the transcripts")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a browser run on the loop that the browser lives on."""
    for item in items:
        if isinstance(item, pytest.Function) and "browser" in item.fixturenames:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server per test process."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A fresh, empty database."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A database file that does not exist yet."""
    return f"sqlite:///{tmp_path}/refero.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases, each fresh and empty."""
    name = "postgres_url" if request.param == "postgresql" else "sqlite_url"
    return str(request.getfixturevalue(name))


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """One server per test process."""
    with running_redis() as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """A Redis that holds nothing."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium per test process; its tests run on the session's loop."""
    async with running_browser() as chromium:
        yield chromium


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page of its own; a script error or a breach of the security policy fails the test."""
    context = await browser.new_context(locale="sq-AL", viewport={"width": 1280, "height": 800})
    opened = await context.new_page()
    faults = collect_faults(opened)
    yield opened
    await context.close()
    assert faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def plain_page(browser: Browser) -> AsyncIterator[Page]:
    """A page without JavaScript."""
    context = await browser.new_context(locale="sq-AL", java_script_enabled=False)
    yield await context.new_page()
    await context.close()

"""The far end is told by our own proxies only."""

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.peers import Peers

PROXY = "10.0.0.7"


def peer(remote: str, *forwarded: str, trusted: tuple[str, ...] = ("10.0.0.0/8",)) -> str:
    headers = [("X-Forwarded-For", one) for one in forwarded]
    request = make_mocked_request("POST", "/twilio/sms", headers=dict(headers))
    return Peers(trusted).of(request.clone(remote=remote))


def test_a_direct_caller_is_itself_whatever_it_claims() -> None:
    assert peer("203.0.113.9", "198.51.100.1") == "203.0.113.9"


def test_a_trusted_proxy_tells_who_called_it() -> None:
    assert peer(PROXY, "198.51.100.1") == "198.51.100.1"


def test_what_a_caller_made_up_before_the_proxy_is_not_believed() -> None:
    assert peer(PROXY, "192.0.2.66, 198.51.100.1") == "198.51.100.1"


def test_a_chain_of_our_proxies_is_walked_through() -> None:
    assert peer(PROXY, "198.51.100.1, 10.1.1.1") == "198.51.100.1"


@pytest.mark.parametrize("header", ["", "unknown", "10.0.0.9"])
def test_a_proxy_that_tells_nothing_of_use_gives_nobody_away(header: str) -> None:
    assert peer(PROXY, header) in {header, ""}


def test_without_trusted_proxies_the_header_is_nothing() -> None:
    assert peer(PROXY, "198.51.100.1", trusted=()) == PROXY

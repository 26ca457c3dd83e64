"""Who knocks: the address of the far end, through our own reverse proxies only."""

import ipaddress
from collections.abc import Sequence

from aiohttp import web

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Peers:
    """Believes X-Forwarded-For only from the networks of REFERO_TRUSTED_PROXIES."""

    def __init__(self, trusted: Sequence[str]) -> None:
        self._trusted: tuple[Network, ...] = tuple(
            ipaddress.ip_network(network, strict=False) for network in trusted
        )

    def of(self, request: web.Request) -> str:
        """The nearest address that is no proxy of ours, "" when there is none.

        The header is read from its end: whatever stands before the last foreign address may be
        made up by the caller.
        """
        nearest = request.remote or ""
        if not self._trusted:
            return nearest
        hops = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
        while self._is_ours(nearest) and hops:
            nearest = hops.pop().strip()
        return nearest

    def _is_ours(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._trusted)

"""A flow as data: named nodes in their order; what each kind does stands in flows/nodes."""

from collections.abc import Mapping

import msgspec


class Node(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that happens; `next` is where the talk goes then (see flows.routes)."""

    next: str = ""

    @property
    def waits(self) -> bool:
        """True when the talk stops here until the person writes."""
        return False

    def texts(self) -> tuple[str, ...]:
        """All text keys that this node may say, for the proofs."""
        return ()

    def targets(self) -> tuple[str, ...]:
        """All places where the talk may go from here, for the proofs."""
        return (self.next,) if self.next else ()


class Flow(msgspec.Struct, frozen=True):
    """`nodes` in their written order, the first is the entry; `lines` says where each stands."""

    name: str
    nodes: Mapping[str, Node]
    file: str = ""
    lines: Mapping[str, int] = {}

    @property
    def entry(self) -> str:
        """The name of the first node."""
        return next(iter(self.nodes))

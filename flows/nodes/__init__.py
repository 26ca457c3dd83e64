"""The kinds of nodes, one file each; what is not in KINDS does not exist."""

from typing import Final

from flows.nodes.ask import Ask
from flows.nodes.base import Kind
from flows.nodes.branch import Branch
from flows.nodes.campaign import Campaign
from flows.nodes.choose import Choose
from flows.nodes.close import Close
from flows.nodes.code import Code
from flows.nodes.consent import Consent
from flows.nodes.news import News
from flows.nodes.open import Open
from flows.nodes.pack import Pack
from flows.nodes.say import Say

KINDS: Final[tuple[type[Kind], ...]] = (
    Say,
    Ask,
    Choose,
    Consent,
    Branch,
    Open,
    Close,
    Pack,
    Code,
    News,
    Campaign,
)

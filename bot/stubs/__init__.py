"""Stand-ins for the providers: real Bot API and Twilio REST outside, simulated people inside.

They speak to the line only by HTTP, with genuine secrets and signatures, so that the demo's
phones, the tests and the benchmarks use the very channels that production uses.
"""

from bot.stubs.bot_api import StubBotApi
from bot.stubs.twilio import StubTwilio

__all__ = ["StubBotApi", "StubTwilio"]

"""A talk in a terminal: typed lines in, printed texts out; no provider, no network."""

from collections.abc import Callable, Mapping

from bot.channels.base import Arrival, Limits, Refused, SendFailed, Source
from flows.messages import Button, Inbound, Outgoing

START = "/start"


class TerminalChannel:
    """Speaks like `name` ("telegram" or "sms") to somebody at a keyboard.

    Buttons are shown numbered; a typed number presses one, as a tap would.
    """

    def __init__(self, name: str, limits: Limits, write: Callable[[str], object]) -> None:
        self.name = name
        self.limits = limits
        self._write = write
        self._buttons: tuple[Button, ...] = ()
        self._count = 0

    def verify(self, headers: Mapping[str, str], url_path: str, body: bytes) -> None:  # noqa: ARG002
        """Nothing comes from outside: every delivery is refused."""
        raise Refused(self.name)

    def parse(self, body: bytes) -> Arrival:
        """One typed line (UTF-8, without its line end)."""
        self._count += 1
        line = body.decode("utf-8", "replace")
        return Arrival(external_id=str(self._count), address="terminal", inbound=self._heard(line))

    async def send(self, address: str, outgoing: Outgoing, part: int) -> str:  # noqa: ARG002
        """Print one part, and the buttons under the last one."""
        if outgoing.take_back:
            self._write("(our messages disappear from the chat)")
            return ""
        self._write(outgoing.parts[part])
        if part == len(outgoing.parts) - 1:
            self._buttons = outgoing.buttons
            for number, button in enumerate(outgoing.buttons, start=1):
                self._write(f"  [{number}] {button.label}")
        self._count += 1
        return str(self._count)

    async def send_copy(self, address: str, outgoing: Outgoing) -> str:
        """Print it as any other message."""
        return await self.send(address, outgoing, 0)

    async def locate(self, reference: str) -> Source:  # noqa: ARG002
        """Nothing is attached in a terminal."""
        raise SendFailed("no_file")

    def _heard(self, line: str) -> Inbound:
        if line.isdecimal() and 1 <= int(line) <= len(self._buttons):
            return Inbound(button=self._buttons[int(line) - 1].id)
        command, _, payload = line.partition(" ")
        start = payload.strip() if self.name == "telegram" and command == START else None
        return Inbound(text=line, start=start)

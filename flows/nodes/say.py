"""say: one or more texts, then on at once."""

from flows.nodes.base import Kind
from flows.talk import Talk


class Say(Kind, frozen=True, kw_only=True, tag_field="kind", tag="say"):
    """`texts_said` are the keys in their order; `notice` marks the notice as given (safety S1)."""

    say: tuple[str, ...]
    notice: bool = False

    def enter(self, talk: Talk) -> str:
        """Say all and go on."""
        for key in self.say:
            talk.say(key)
        if self.notice:
            talk.change(noticed=True)
        return self.next

    def texts(self) -> tuple[str, ...]:
        """What is said."""
        return self.say

"""say: one or more texts, then on at once."""

from flows.nodes.base import Kind
from flows.talk import Talk


class Say(Kind, frozen=True, kw_only=True, tag_field="kind", tag="say"):
    """`say` are the keys in their order; `notice` marks the notice as given (safety S1).

    `once`: passed over where the notice was given before, and by SMS, where INFO brings it.
    """

    say: tuple[str, ...]
    notice: bool = False
    once: bool = False

    def enter(self, talk: Talk) -> str:
        """Say all and go on."""
        for key in self.say:
            talk.say(key)
        if self.notice:
            talk.change(noticed=True)
        return self.next

    def answered(self, talk: Talk) -> bool:
        """Tell whether this notice need not be given."""
        return self.once and (talk.on_sms or talk.session.noticed)

    def texts(self) -> tuple[str, ...]:
        """What is said."""
        return self.say

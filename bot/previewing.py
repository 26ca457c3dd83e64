"""What a person would get of a pack, message by message, made by the node and the voice that send it."""

from collections.abc import Sequence
from typing import Final

from bot.speaking import Speaker
from bot.world import with_packs
from flows.effects import Say
from flows.events import Given
from flows.messages import Inbound, Outgoing
from flows.nodes.base import Kind
from flows.nodes.pack import BY_SMS
from flows.nodes.pack import Pack as PackNode
from flows.session import Place, Session
from flows.talk import Talk
from flows.world import World
from locales.catalog import Catalog
from locales.packs import SECTIONS, Pack

SHORT: Final = "short"


class Previewer:
    """Gives a topic as the running line would, from any text of it, published or not."""

    def __init__(self, world: World, catalog: Catalog) -> None:
        self._world = world
        self._catalog = catalog
        self._flow, self._name, self._node = _pack_node(world)

    def messages(
        self, pack: Pack, place: str, language: str, channel: str
    ) -> Sequence[tuple[str, Outgoing]]:
        """Each section that can be asked for on a channel, the one given at first first.

        `pack` holds the edition of `place` that is looked at; the language is one of its texts.
        """
        world = with_packs(self._world, [pack])
        voice = Speaker(self._catalog, [pack]).voice(channel, language)
        return [
            (section, voice.speak(says).outgoing)
            for section, says in self._says(world, pack, place, language, channel)
        ]

    def asked_by(self, words: str, place: str) -> str:
        """The topic that is given at once to whoever writes just these words; "" for none.

        Words that are a command or tell of danger ask for nothing.
        """
        world, own = self._world, self._world.municipalities.get(place)
        if own is None or world.triggers.command(words) or world.triggers.danger(words):
            return ""
        asked = world.asker.ask(words, own.packs)
        return asked.topics[0] if asked.sure else ""

    def _says(
        self, world: World, pack: Pack, place: str, language: str, channel: str
    ) -> Sequence[tuple[str, list[Say]]]:
        session = Session(
            language=language, place=Place(self._flow, self._name), shared={"topic": pack.topic}
        )
        given = Given(channel=channel, municipality=place, report_id="", code="")
        talk = Talk(world, session, given, 0)
        self._node.enter(talk)
        on_sms = channel == "sms"
        said = [(SHORT if on_sms else SECTIONS[0], _taken(talk))]
        others = BY_SMS if on_sms else SECTIONS[1:]
        for section in () if on_sms and pack.sensitive else others:
            button = f"{self._flow}.{self._name}.{section}"
            self._node.hear(talk, Inbound(button=button))
            said.append((section, _taken(talk)))
        return said


def _pack_node(world: World) -> tuple[str, str, Kind]:
    """The flow and the node through which packs are given."""
    return next(
        (flow.name, name, node)
        for flow in world.flows.values()
        for name, node in flow.nodes.items()
        if isinstance(node, PackNode)
    )


def _taken(talk: Talk) -> list[Say]:
    """What the talk has said since it was last looked at."""
    says = [effect for effect in talk.effects if isinstance(effect, Say)]
    talk.effects.clear()
    return says

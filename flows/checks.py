"""Proofs over all flows: nobody is left without an answer, a way on or a person (`refero check`)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from flows.definition import FlowMistake
from flows.flow import Flow
from flows.interrupts import COMMANDS
from flows.nodes.ask import Ask
from flows.nodes.campaign import Campaign
from flows.nodes.choose import Choose
from flows.nodes.close import Close
from flows.nodes.code import Code
from flows.nodes.consent import Consent
from flows.nodes.news import News
from flows.nodes.open import Open
from flows.nodes.pack import Pack
from flows.routes import BEGIN, QUESTIONS, WORDS
from flows.world import World

Flows = Mapping[str, Flow]
Spot = tuple[str, str]
"""(flow, node)."""
WAITING: Final = Ask | Choose | Consent | Pack | Code | News | Campaign
"""The kinds that may wait: the engine times their report out."""
Proof = Callable[[World], Iterator[FlowMistake]]
NEEDED: Final = ("welcome", "menu", "report", "sms", "self", "human", "status", "language", "info",
                 "professional", "news")  # fmt: skip
"""Flows that commands and routes name."""
STATES: Final = ("received", "looked_at", "taken_up", "finished")
SAID_BY_ENGINE: Final = (
    "notice.who", "notice.limits", "opened", "added", "unclear.wordless", "unclear.choice",
    "button.old", "danger.numbers", "self.numbers", "flood.calm", "optout.done", "optout.undone",
    "exit.done", "forget.done", "human.noted", "duty.joined", "invitation", "letters.kept",
    "letters.plain", "pack.planned", "pack.confirm",
    "office.AL", "office.XK", "office.any", "reader.social_worker", "reader.staff",
    "status.unknown", "status.later", "news.stop", "news.read", "news.way_out",
    "news.way_out_elsewhere", "choice.skip", *(f"{said}.{state}" for said in ("status", "moved") for state in STATES),
)  # fmt: skip
"""Texts that no flow file names."""
PARAMS: Final = (
    "code", "date", "emergency", "numbers", "office", "reader", "topic", "when", "year",
    "number",
)  # fmt: skip
"""Everything that the engine fills into a text."""
HUMAN_STEPS: Final = 2
"""Questions until a person sees it: one choice of the menu, one word."""


def check_flows(world: World, languages: Iterable[str]) -> tuple[FlowMistake, ...]:
    """Return every mistake of the flows together; `languages` must each have every text."""
    found = [mistake for proof in PROOFS for mistake in proof(world)]
    return (*found, *_texts(world, tuple(languages)))


def text_keys(flows: Flows) -> tuple[str, ...]:
    """Return every key that a talk may say, sorted."""
    said = {key for flow in flows.values() for node in flow.nodes.values() for key in node.texts()}
    return tuple(sorted({*said, *SAID_BY_ENGINE, "language.name"}))


def _needed_flows(world: World) -> Iterator[FlowMistake]:
    for name in NEEDED:
        if name not in world.flows:
            yield FlowMistake(f"definitions/{name}.yaml", 1, "is missing", "write this flow")


def _routes_exist(world: World) -> Iterator[FlowMistake]:
    for flow in world.flows.values():
        for name, node in flow.nodes.items():
            for route in node.targets():
                if route not in WORDS and _spot(world.flows, flow, route) is None:
                    what = f"`{name}` goes to `{route}`, which does not exist"
                    yield _mistake(flow, name, what, "name a node, a flow or flow.node")


def _no_dead_end(world: World) -> Iterator[FlowMistake]:
    """Every node leads somewhere, and from every node the talk comes to an end or to a question."""
    for flow in world.flows.values():
        for name, node in flow.nodes.items():
            if not any(node.targets()):
                yield _mistake(flow, name, f"`{name}` leads nowhere", "add `next`")
            elif not node.waits and _goes_round(world.flows, (flow.name, name)):
                what = f"`{name}` goes round without ever waiting"
                yield _mistake(flow, name, what, "let one node on the way ask something")


def _all_reached(world: World) -> Iterator[FlowMistake]:
    reached: set[Spot] = set()
    todo: list[Spot] = [(name, flow.entry) for name, flow in world.flows.items()]
    todo += [("report", "municipality")]
    todo += [
        (flow.name, name)
        for flow in world.flows.values()
        for name, node in flow.nodes.items()
        if isinstance(node, Campaign)
    ]
    while todo:
        spot = todo.pop()
        if spot not in reached:
            reached.add(spot)
            todo += _next_spots(world.flows, spot)
    for flow in world.flows.values():
        for name in flow.nodes:
            if (flow.name, name) not in reached:
                yield _mistake(flow, name, f"nothing leads to `{name}`", "link or remove it")


def _every_wait_times_out(world: World) -> Iterator[FlowMistake]:
    """Where a report waits the engine's time-out queues it: only these kinds wait (R10)."""
    for flow in world.flows.values():
        for name, node in flow.nodes.items():
            if node.waits and not isinstance(node, WAITING):
                yield _mistake(flow, name, f"`{name}` waits without a time-out", "use another kind")


def _intake_is_closed(world: World) -> Iterator[FlowMistake]:
    """A report that is opened comes to `close`, or to the questions that do."""
    for flow in world.flows.values():
        for name, node in flow.nodes.items():
            opens = isinstance(node, Open) or (isinstance(node, Ask) and node.opens)
            if opens and not _leads_to_close(world.flows, (flow.name, name)):
                what = f"the report opened at `{name}` is never closed"
                yield _mistake(flow, name, what, "lead to a `close` node or to `questions`")


def _human_is_near(world: World) -> Iterator[FlowMistake]:
    """The word for a person works at every step; by choices it takes two from the menu at most."""
    menu = world.flows.get("menu")
    if menu is None or "human" not in world.flows or "human" not in COMMANDS:
        return
    targets = {route for node in menu.nodes.values() for route in node.targets()}
    if "human" not in targets:
        yield _mistake(menu, menu.entry, "the menu has no way to a person", "add `human: human`")
    waits = 0
    for node in world.flows["human"].nodes.values():
        if isinstance(node, Open):
            break
        waits += node.waits
    if waits >= HUMAN_STEPS:
        flow = world.flows["human"]
        yield _mistake(flow, flow.entry, "asks too much before a person sees it", "open earlier")


def _texts(world: World, languages: tuple[str, ...]) -> Iterator[FlowMistake]:
    where = {
        key: (flow, name)
        for flow in world.flows.values()
        for name, node in flow.nodes.items()
        for key in node.texts()
    }
    areas = sorted({f"area.{pack.area}" for pack in world.packs})
    for key in (*text_keys(world.flows), *areas):
        for language in languages:
            if not _is_spoken(world, key, language):
                what = f"text `{key}` does not exist in {language}"
                remedy = "add it to locales/<language>/bot.po"
                if key in where:
                    yield _mistake(*where[key], what, remedy)
                else:
                    yield FlowMistake("flows/engine.py", 1, what, remedy)


def _is_spoken(world: World, key: str, language: str) -> bool:
    try:
        return bool(world.words.text(key, language, **dict.fromkeys(PARAMS, "1")))
    except LookupError:
        return False


def _spot(flows: Flows, flow: Flow, route: str) -> Spot | None:
    """The node that a route names, seen from `flow`."""
    name, _, node = route.partition(".")
    if not node and name in flow.nodes:
        return flow.name, name
    target = flows.get(name)
    if target is None:
        return None
    node = node or target.entry
    return (name, node) if node in target.nodes else None


def _next_spots(flows: Flows, spot: Spot) -> list[Spot]:
    flow = flows[spot[0]]
    found: list[Spot] = []
    for route in flow.nodes[spot[1]].targets():
        if route in (QUESTIONS, BEGIN):
            found += [("sms", flows["sms"].entry), ("report", "municipality")]
        elif route not in WORDS and (there := _spot(flows, flow, route)):
            found.append(there)
    return found


def _goes_round(flows: Flows, start: Spot) -> bool:
    """Tell whether the talk can come back to `start` without waiting."""
    seen: set[Spot] = set()
    todo = _next_spots(flows, start)
    while todo:
        spot = todo.pop()
        if spot == start:
            return True
        if spot not in seen and not flows[spot[0]].nodes[spot[1]].waits:
            seen.add(spot)
            todo += _next_spots(flows, spot)
    return False


def _leads_to_close(flows: Flows, start: Spot) -> bool:
    seen: set[Spot] = set()
    todo = [start]
    while todo:
        spot = todo.pop()
        if isinstance(flows[spot[0]].nodes[spot[1]], Close):
            return True
        if spot not in seen:
            seen.add(spot)
            todo += _next_spots(flows, spot)
    return False


def _mistake(flow: Flow, node: str, what: str, remedy: str) -> FlowMistake:
    return FlowMistake(flow.file, flow.lines.get(node, 1), what, remedy)


PROOFS: Final[tuple[Proof, ...]] = (
    _needed_flows,
    _routes_exist,
    _no_dead_end,
    _all_reached,
    _every_wait_times_out,
    _intake_is_closed,
    _human_is_near,
)

"""The proofs hold for our flows, and each of them can fail."""

import msgspec
import pytest

from flows.checks import check_flows
from flows.definition import FlowError, read_flow
from flows.world import World
from locales.languages import load_languages
from tests.world import real_world

LANGUAGES = tuple(load_languages())


def with_flow(name: str, nodes: str) -> World:
    flow = read_flow(f"flow: {name}\nnodes:\n{nodes}", f"definitions/{name}.yaml")
    world = real_world()
    return msgspec.structs.replace(world, flows={**world.flows, name: flow})


def mistakes(name: str, nodes: str) -> list[str]:
    return [str(mistake) for mistake in check_flows(with_flow(name, nodes), LANGUAGES)]


def test_our_flows_have_no_mistake() -> None:
    assert check_flows(real_world(), LANGUAGES) == ()


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ("  a: {kind: say, say: [closing], next: nowhere}", "3: `a` goes to `nowhere`"),
        ("  a: {kind: say, say: [closing]}", "3: `a` leads nowhere"),
        (
            "  a: {kind: say, say: [added], next: b}\n  b: {kind: say, say: [added], next: a}",
            "goes round without ever waiting",
        ),
        (
            "  a: {kind: say, say: [added], next: end}\n  b: {kind: say, say: [added], next: end}",
            "4: nothing leads to `b`",
        ),
        (
            "  a: {kind: open, report: self, text: started, next: end}",
            "the report opened at `a` is never closed",
        ),
        ("  a: {kind: say, say: [no.such.text], next: end}", "text `no.such.text` does not exist"),
    ],
)
def test_a_mistake_is_named_with_its_line(nodes: str, said: str) -> None:
    found = mistakes("extra", nodes)
    assert any(said in mistake for mistake in found), found
    assert all(mistake.startswith("definitions/extra.yaml:") for mistake in found)


def test_the_menu_must_lead_to_a_person() -> None:
    nodes = (
        "  main: {kind: choose, text: menu.title, choices: {info: menu.info},"
        " goto: {info: info}, next: end}"
    )
    assert any("no way to a person" in mistake for mistake in mistakes("menu", nodes))


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("", 1, "is empty"),
        ("flow: x\nnodes: [", 2, "repair the YAML"),
        ("flow: x\n", 1, "add the missing one"),
        ("flow: y\nnodes:\n  a: {kind: say, say: [added], next: end}", 1, "rename the file"),
        ("flow: x\nnodes:\n  a: {kind: sing, next: end}", 3, "write one of the kinds"),
        ("flow: x\nnodes:\n  a: {kind: say, next: end}", 3, "add it"),
        ("flow: x\nnodes:\n  a: {kind: say, say: [b], nxt: end}", 3, "correct the spelling"),
        ("flow: x\nnodes:\n  a: {kind: branch, on: moon, goto: {}}", 3, "is not a fact"),
        ("flow: x\nnodes:\n  a: {kind: choose, text: b, from: moon}", 3, "is unknown"),
        ("flow: x\nnodes:\n  a: {kind: choose, text: b}", 3, "needs `choices` or `from`"),
        (
            "flow: x\nnodes:\n  a: {kind: choose, text: b, choices: {c: d}, goto: {e: f}}",
            3,
            "which is not a choice",
        ),
        ("flow: x\nnodes:\n  begin: {kind: say, say: [b], next: end}", 3, "word of the routes"),
        ("flow: x\nnodes: {}\n", 2, "write at least one"),
        ("flow: x\ncolour: red\nnodes:\n  a: {kind: say, say: [b], next: end}", 2, "remove it"),
    ],
)
def test_a_broken_file_is_named_with_line_and_remedy(source: str, line: int, said: str) -> None:
    with pytest.raises(FlowError) as wrong:
        read_flow(source, "definitions/x.yaml")
    told = [str(mistake) for mistake in wrong.value.mistakes]
    assert any(t.startswith(f"definitions/x.yaml:{line}: ") and said in t for t in told), told


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    source = "flow: x\nnodes:\n  a: {kind: sing}\n  b: {kind: say}\n"
    with pytest.raises(FlowError) as wrong:
        read_flow(source, "definitions/x.yaml")
    assert len(wrong.value.mistakes) == 2

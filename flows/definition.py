"""A flow file becomes a Flow; every mistake is named with file, line and remedy."""

from collections.abc import Iterable
from typing import Final

import msgspec
import yaml

from flows.flow import Flow, Node
from flows.nodes import KINDS
from flows.nodes.base import Kind
from flows.routes import WORDS

SIGNS: Final = (
    ("missing required field", "add it"),
    ("unknown field", "correct the spelling or remove it"),
    ("Invalid value", "write one of the kinds in flows/nodes"),
    ("", "correct the value; docs/flow-format.md shows each kind"),
)


class FlowMistake(msgspec.Struct, frozen=True):
    """One mistake: where it stands (line from 1), what it is, what to do."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} ({self.remedy})"


class FlowError(Exception):
    """Flows have mistakes; all of them are in `mistakes`."""

    def __init__(self, mistakes: Iterable[FlowMistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def read_flow(source: str, file: str) -> Flow:
    """Return the flow that a YAML text describes; `file` is named in every mistake (FlowError)."""
    root = _composed(source, file)
    keys = {key.value: (key, value) for key, value in root.value}
    mistakes = [
        _mistake(file, keys[name][0], f"`{name}` is no key of a flow", "remove it")
        for name in sorted(keys.keys() - {"flow", "nodes"})
    ]
    if "flow" not in keys or "nodes" not in keys:
        mistakes.append(
            _mistake(file, root, "a flow has `flow` and `nodes`", "add the missing one")
        )
        raise FlowError(mistakes)
    nodes, lines, found = _nodes(keys["nodes"][1], file)
    mistakes += found
    name = str(keys["flow"][1].value)
    if f"{name}.yaml" != file.rpartition("/")[2]:
        remedy = f"rename the file to {name}.yaml"
        mistakes.append(_mistake(file, keys["flow"][1], "name and file differ", remedy))
    if mistakes:
        raise FlowError(mistakes)
    return Flow(name, nodes, file, lines)


def _composed(source: str, file: str) -> yaml.MappingNode:
    try:
        root = yaml.compose(source, yaml.SafeLoader)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        what = broken.problem or "no YAML"
        raise FlowError([FlowMistake(file, line, what, "repair the YAML")]) from None
    if not isinstance(root, yaml.MappingNode):
        raise FlowError([FlowMistake(file, 1, "is empty", "write `flow:` and `nodes:`")])
    return root


def _nodes(
    block: yaml.Node, file: str
) -> tuple[dict[str, Node], dict[str, int], list[FlowMistake]]:
    nodes: dict[str, Node] = {}
    lines: dict[str, int] = {}
    mistakes: list[FlowMistake] = []
    if not isinstance(block, yaml.MappingNode) or not block.value:
        return {}, {}, [_mistake(file, block, "`nodes` has no node", "write at least one")]
    for key, value in block.value:
        name = str(key.value)
        if name in nodes or name in WORDS:
            what = "stands there twice" if name in nodes else "is a word of the routes"
            mistakes.append(_mistake(file, key, f"`{name}` {what}", "give it another name"))
        try:
            nodes[name] = _node(_plain(value))
            lines[name] = key.start_mark.line + 1
        except (msgspec.ValidationError, ValueError) as wrong:
            what = f"`{name}`: {wrong}"
            remedy = next(remedy for sign, remedy in SIGNS if sign in str(wrong))
            mistakes.append(_mistake(file, key, what, remedy))
    return nodes, lines, mistakes


def _node(raw: object) -> Kind:
    wanted = raw.get("kind") if isinstance(raw, dict) else None
    found = {kind.__struct_config__.tag: kind for kind in KINDS}.get(wanted)
    if found is None:
        raise ValueError(f"Invalid value {wanted!r} for `kind`")
    return msgspec.convert(raw, found)


def _plain(node: yaml.Node) -> object:
    """YAML as plain strings, lists and mappings; true and false are the only other values."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    flags = {"true": True, "false": False}
    plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return flags.get(node.value, node.value) if plain else node.value


def _mistake(file: str, node: yaml.Node, what: str, remedy: str) -> FlowMistake:
    return FlowMistake(file, node.start_mark.line + 1, what, remedy)

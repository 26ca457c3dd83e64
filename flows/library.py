"""All flows, read once at the start."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from flows.definition import FlowError, FlowMistake, read_flow
from flows.flow import Flow

HERE: Final = Path(__file__).parent / "definitions"


def load_flows(folder: Path = HERE) -> Mapping[str, Flow]:
    """Return every flow of `folder` by name; FlowError names the mistakes of all files."""
    flows: dict[str, Flow] = {}
    mistakes: list[FlowMistake] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            flow = read_flow(path.read_text(encoding="utf-8"), f"definitions/{path.name}")
            flows[flow.name] = flow
        except FlowError as wrong:
            mistakes += wrong.mistakes
    if mistakes:
        raise FlowError(mistakes)
    return flows

"""`refero bench packs`: what the short forms cost by SMS, and how well questions find their topic.

Two parts that can fail: SMS segments of all short forms against the same texts sent with their
diacritics (Albanian and Serbian together at most 0.55; English apart), and the corpus of questions
(measured part: first topic right in 0.90, among three in 0.97, outside recognised in 0.80). The
time for a question and the memory that asking takes are printed with the machine beside them.
"""

import sys
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.intake import machine
from bot.asking import load_weights
from flows.asking import Asker
from locales.fitting import segments
from locales.keywords import load_keywords
from locales.packs import load_packs

CORPUS: Final = Path(__file__).parent.parent / "tests" / "asking"
PARTS: Final = ("tuned", "measured")
FOLDED: Final = 0.55
LEAST: Final = {"first": 0.90, "three": 0.97, "outside": 0.80}


class Question(NamedTuple):
    """A line of the corpus: BCP 47 tag, plain | bent | outside | cry, topics that are right."""

    language: str
    kind: str
    topics: frozenset[str]
    text: str


class Hits(NamedTuple):
    """Parts of 1."""

    first: float
    three: float
    outside: float


def corpus(part: str, folder: Path = CORPUS) -> list[Question]:
    """Read one part of the corpus."""
    lines = (folder / f"{part}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return [
        Question(tag, kind, frozenset(topics.split(",")), text) for tag, kind, topics, text in rows
    ]


def asker() -> Asker:
    """As the service asks."""
    return Asker(load_weights(), load_keywords().triggers["asking"])


def topics() -> frozenset[str]:
    """Every topic, wherever it holds."""
    return frozenset(pack.topic for pack in load_packs())


def hits(questions: Sequence[Question], find: Asker, known: frozenset[str]) -> Hits:
    """How often the right topic came first, and among three, and nothing for what is outside."""
    inside = [one for one in questions if one.kind in ("plain", "bent")]
    outside = [one for one in questions if one.kind == "outside"]
    found = [(one, find.ask(one.text, known).topics) for one in inside]
    refused = sum(not find.ask(one.text, known).topics for one in outside)
    return Hits(
        sum(bool(said) and said[0] in one.topics for one, said in found) / len(inside),
        sum(not one.topics.isdisjoint(said) for one, said in found) / len(inside),
        refused / len(outside),
    )


def times(questions: Sequence[Question], find: Asker, known: frozenset[str]) -> list[float]:
    """Milliseconds a question, sorted."""
    spent = []
    for one in questions:
        begun = time.perf_counter()
        find.ask(one.text, known)
        spent.append((time.perf_counter() - begun) * 1000)
    return sorted(spent)


def costs(tags: Sequence[str]) -> tuple[int, int]:
    """Segments of all short forms folded, and with their own letters."""
    texts = [
        edition.texts[tag].short
        for pack in load_packs()
        for edition in pack.editions.values()
        for tag in tags
    ]
    return sum(map(segments, texts)), sum(segments(text, fold=False) for text in texts)


def report() -> Iterator[bool]:
    """Print each figure; whether it is as asked."""
    for tags, most in ((("sq", "sr-Cyrl"), FOLDED), (("en",), 1.0)):
        folded, whole = costs(tags)
        ratio = folded / whole
        print(
            f"short forms {'+'.join(tags)}: {folded} of {whole} segments, {ratio:.2f} (at most {most})"
        )
        yield ratio <= most
    tracemalloc.start()
    find, known = asker(), topics()
    memory = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    for part in PARTS:
        got = hits(corpus(part), find, known)
        shown = ", ".join(f"{name} {value:.3f}" for name, value in got._asdict().items())
        print(f"{part} questions: {shown} (measured at least {LEAST})")
        yield part != "measured" or all(getattr(got, name) >= LEAST[name] for name in LEAST)
    spent = times([one for part in PARTS for one in corpus(part)], find, known)
    last = spent[int(len(spent) * 0.99)]
    print(f"a question: p50 {spent[len(spent) // 2]:.2f} ms, p99 {last:.2f} ms on {machine()}")
    print(f"asking and all packs take {memory:.0f} MiB at most")


def main() -> int:
    """1 when a ratio is not as asked."""
    return 0 if all(list(report())) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Pages from templates: the words, times and marks that every page needs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from admin.inert import inert
from locales.catalog import Catalog

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
MINUTE: Final = 60_000_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
DANGER_SIGN, NOW_SIGN, TODAY_SIGN = "⚠", "▲", "●"
SIGNS: Final = {3: NOW_SIGN, 2: TODAY_SIGN, 1: "○"}


class Views:
    """Jinja2 with escaping always on and undefined names refused."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        loader = FileSystemLoader(HERE / "templates")
        self._environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._environment.globals |= {
            "inert": inert,
            "assets": find_assets(),
            "languages": {tag: one.name for tag, one in catalog.languages.items()},
        }

    def render(self, template: str, language: str, values: Mapping[str, Any]) -> str:
        """The page as HTML; `values["zone"]` is the time zone in which times are shown."""
        words = {"t": self._words(language), "tn": self._plural(language)}
        marks = {"urgency_mark": self._mark(language), "clock": clock_in(values["zone"])}
        return self._environment.get_template(template).render(**words, **marks, **values)

    def waiting(self, since: int, now: int, language: str) -> str:
        """How long something waits, in words: minutes, then hours, then days."""
        spent = max(now - since, 0)
        text = self._catalog.text
        if spent < MINUTE:
            return text("time.now", language)
        if spent < HOUR:
            return text("time.minutes", language, n=str(spent // MINUTE))
        hours, minutes = str(spent // HOUR), str(spent % HOUR // MINUTE)
        if spent < DAY:
            return text("time.hours", language, h=hours, m=minutes)
        days, rest = str(spent // DAY), str(spent % DAY // HOUR)
        return text("time.days", language, d=days, h=rest)

    def _words(self, language: str) -> Callable[..., str]:
        return lambda key, **params: self._catalog.text(key, language, **params)

    def _plural(self, language: str) -> Callable[..., str]:
        return lambda key, number: self._catalog.plural(key, number, language)

    def _mark(self, language: str) -> Callable[[int, bool], Markup]:
        def mark(level: int, danger: bool) -> Markup:  # noqa: FBT001 - a template's call
            key = "urgency.danger" if danger else f"urgency.{level}"
            sign = DANGER_SIGN if danger else SIGNS[level]
            words = self._catalog.text(key, language)
            shape = '<span class="mark u{}"><span aria-hidden="true">{}</span>{}</span>'
            return Markup(shape).format(level, sign, words)  # noqa: S704 - a constant shape

        return mark


def clock_in(zone: str) -> Callable[[int], str]:
    """A function from microseconds UTC to "21.11. 14:05" in the zone."""
    place = ZoneInfo(zone)

    def clock(at: int) -> str:
        local = datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(place)
        return f"{local.day}.{local.month}. {local:%H:%M}"

    return clock


def find_assets() -> Mapping[str, list[str]]:
    """The addresses of style sheets and scripts; those fetched at set-up only if they are there."""
    wanted = {
        "sheets": ["vendor/pico.min.css", "desk.css"],
        "scripts": ["vendor/htmx.min.js", "desk.js"],
    }
    return {
        kind: [f"/desk/static/{name}" for name in names if (STATIC / name).is_file()]
        for kind, names in wanted.items()
    }

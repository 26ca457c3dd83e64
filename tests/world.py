"""The real world of Kuçovë for tests: real flows, texts, keywords, packs; no database."""

from functools import cache

from bot.speaking import Speaker
from bot.world import build_world
from flows.world import World
from locales.catalog import load_catalog
from locales.packs import load_packs
from locales.serbian import to_latin
from storage.directory import load_directory

PLACES = ("kucova",)


@cache
def real_world(places: tuple[str, ...] = PLACES) -> World:
    views = [municipality.view(to_latin) for municipality in load_directory(places)]
    return build_world(views, load_catalog(), load_packs())


@cache
def real_speaker() -> Speaker:
    return Speaker(load_catalog(), load_packs())

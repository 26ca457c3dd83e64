"""`refero packs export`: what was published at the desk goes back into the repository's layout."""

from contextlib import closing

from locales.packs import load_packs
from tests.bot.shell import Shell, shell
from tests.published import WORDS, publish

__all__ = ["shell"]


def test_an_export_is_read_again_with_the_same_words_and_bytes(shell: Shell) -> None:
    shell.run("seed", "kucova")
    with closing(shell.database()) as database:
        publish(database)
    ended = shell.run("packs", "export", "out")
    assert (ended.code, ended.out) == (0, "1 editions, 6 files changed\n")
    (pack,) = load_packs(shell.folder / "out")
    assert pack.editions["kucova"].texts["en"].section("what") == WORDS
    expected = next(one for one in load_packs() if one.topic == "food").editions["kucova"]
    assert pack.editions["kucova"].texts["sq"] == expected.texts["sq"]
    assert pack.editions["kucova"].sources == expected.sources
    assert shell.run("packs", "export", "out").out == "1 editions, 0 files changed\n"


def test_nothing_published_is_nothing_written(shell: Shell) -> None:
    shell.run("seed", "kucova")
    assert shell.run("packs", "export", "out").out == "0 editions, 0 files changed\n"
    assert not (shell.folder / "out").exists()


def test_an_edition_that_today_s_rules_refuse_is_named_and_left_out(shell: Shell) -> None:
    shell.run("seed", "kucova")
    with closing(shell.database()) as database:
        version = publish(database)
        spoilt = {**version.content, "facts": {**version.content["facts"], "sources": []}}
        database.write_now(lambda unit: unit.pack_versions._set(version, content=spoilt))
    ended = shell.run("packs", "export", "out")
    assert ended.code == 1
    assert "food/kucova: has mistakes" in ended.err
    assert "the published edition of food has mistakes" in shell.run("doctor").out


def test_playing_tells_what_was_published(shell: Shell) -> None:
    shell.run("seed", "kucova")
    with closing(shell.database()) as database:
        publish(database)
    talk = shell.run("play", "--lang", "en", typed="/start kucova--food\n")
    assert WORDS in talk.out

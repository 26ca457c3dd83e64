"""The directory on the command line: seeded, written out, taken in or refused with every mistake."""

import json
from contextlib import closing

import pytest

from storage.entry import derived, outside
from tests.bot.shell import Shell, shell

__all__ = ["shell"]

POLICE = outside(derived("kucova", "organization", "police"))


@pytest.fixture
def seeded(shell: Shell) -> Shell:
    assert shell.run("seed", "kucova").code == 0
    return shell


def test_what_was_written_out_is_taken_in_without_a_change(seeded: Shell) -> None:
    written = seeded.run("export", "directory", "--format", "hsds")
    assert written.code == 0
    assert json.loads(written.out)["version"] == "3.0"
    (seeded.folder / "directory.json").write_text(written.out)
    taken = seeded.run("import", "directory", "directory.json")
    assert (taken.code, taken.out) == (0, "0 new, 0 changed, 40 the same\n")
    assert seeded.run("export", "directory").out == written.out
    assert seeded.run("import", "directory", "-", typed=written.out).code == 0


def test_each_language_can_be_written_out(seeded: Shell) -> None:
    names = {}
    for tag in ("sq", "sr-Cyrl", "sr-Latn", "en"):
        rows = json.loads(seeded.run("export", "directory", "--lang", tag).out)["organizations"]
        names[tag] = next(row["name"] for row in rows if row["id"] == POLICE)
    assert names == {"sq": "Policia", "sr-Cyrl": "Полиција", "sr-Latn": "Policija", "en": "Police"}
    assert seeded.run("export", "directory", "--lang", "tlh").code == 1


def test_every_mistake_is_printed_with_its_place_and_remedy(seeded: Shell) -> None:
    given = json.loads(seeded.run("export", "directory").out)
    del given["services"][0]["status"]
    given["organizations"][0]["id"] = "police"
    (seeded.folder / "broken.json").write_text(json.dumps(given))
    refused = seeded.run("import", "directory", "broken.json")
    assert refused.code == 1
    assert refused.out == ""
    form = "has not the form that the standard asks for"
    assert refused.err.splitlines() == [
        f"/organizations/0/id: {form} (look this property up in the HSDS 3.0 schema)",
        "/services/0/status: is missing (add it)",
        "nothing was imported: 2 to mend",
    ]


def test_a_change_stands_in_the_trail_and_survives_seeding(seeded: Shell) -> None:
    row = {"id": POLICE, "name": "Policia e Kuçovës", "description": "Policia e Kuçovës"}
    given = {"version": "3.0", "organizations": [row]}
    taken = seeded.run("import", "directory", "-", typed=json.dumps(given))
    assert taken.out == "0 new, 1 changed, 0 the same\n"
    seeded.run("seed", "kucova")
    assert "Policia e Kuçovës" in seeded.run("export", "directory").out
    with closing(seeded.database()) as database:
        acts = database.read_now(lambda unit: unit.audit.newest("kucova", 0, 9))
    assert [one.action for one in acts] == ["exported", "directory"]
    assert seeded.run("audit", "verify").code == 0


def test_what_is_missing_is_said_in_one_line(shell: Shell) -> None:
    for words in (("export", "directory"), ("import", "directory", "-")):
        ended = shell.run(*words, typed="{}")
        assert ended.code == 1
        assert "refero seed kucova" in ended.err
    shell.run("seed", "kucova")
    assert shell.run("import", "directory", "nowhere.json").code == 1
    assert shell.run("export", "directory", "--municipality", "atlantis").code == 1

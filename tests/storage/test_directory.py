"""A municipality's file is read whole; what is wrong or missing in it is named."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows.hearing import Option, find_place
from storage.directory import SEEDS, DirectoryError, load_directory, load_municipality
from storage.municipality import Hole, Municipality

KUCOVA = SEEDS / "kucova.toml"
Write = Callable[[str, str], Path]


def microseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000


@pytest.fixture(scope="module")
def kucova() -> Municipality:
    return load_municipality(KUCOVA)


@pytest.fixture
def changed(tmp_path: Path) -> Write:
    """The file of Kuçovë with one passage changed."""

    def write(old: str, new: str) -> Path:
        source = KUCOVA.read_text(encoding="utf-8")
        assert old in source
        path = tmp_path / "kucova.toml"
        path.write_text(source.replace(old, new, 1), encoding="utf-8")
        return path

    return write


def mistakes_in(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(DirectoryError) as caught:
        load_municipality(path)
    assert all(m.file == path.name and m.remedy for m in caught.value.mistakes)
    return [(m.key, m.what, m.remedy) for m in caught.value.mistakes]


def test_kucova_has_its_four_administrative_units(kucova: Municipality) -> None:
    assert [unit.names.sq for unit in kucova.administrative_unit] == [
        "Kuçovë", "Kozarë", "Perondi", "Lumas",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("group", "unit", "role", "closed"),
    [
        ("child", "njvnr", "child_protection", True),
        ("domestic_violence", "directorate", "dv_coordinator", True),
        ("cash_benefits", "njvnr", "unit_worker", False),
        ("elderly", "njvnr", "unit_worker", False),
        ("other", "njvnr", "unit_worker", False),
    ],
)
def test_each_case_has_the_manager_that_the_plan_names(
    kucova: Municipality, group: str, unit: str, role: str, closed: bool
) -> None:
    rule = kucova.rule_for(group)
    assert (rule.unit, rule.role, rule.closed) == (unit, role, closed)


def test_cash_benefits_go_to_the_social_administrator(kucova: Municipality) -> None:
    assert kucova.rule_for("cash_benefits").post == "social_administrator"


def test_the_social_worker_answers_the_line_and_works_in_the_unit(kucova: Municipality) -> None:
    njvnr = next(unit for unit in kucova.unit if unit.id == "njvnr")
    roles = {post.id: post.roles for post in njvnr.post}
    assert roles["social_worker"] == ("operator", "unit_worker")


def test_whoever_needs_something_finds_an_institution(kucova: Municipality) -> None:
    served = {need for partner in kucova.institution for need in partner.needs}
    assert served == {need.id for need in kucova.need}


def test_every_fact_names_its_source(kucova: Municipality) -> None:
    sources = [
        *(unit.source for unit in kucova.administrative_unit),
        *(unit.source for unit in kucova.unit),
        *(post.source for unit in kucova.unit for post in unit.post),
        *(rule.source for rule in kucova.case_rule),
        *(group.source for group in kucova.group),
        *(partner.source for partner in kucova.institution),
        *(entry.source for entry in kucova.emergency),
        *(hole.source for hole in kucova.holes()),
    ]
    signs = ("kucova", "national lines")
    assert [source for source in sources if not source.startswith(signs)] == []


def test_what_the_plan_does_not_state_is_a_named_hole(kucova: Municipality) -> None:
    holes = {hole.key: hole.what for hole in kucova.holes()}
    for key in ("refer_save_number", "public_address", "villages", "hours.working", "hours.duty"):
        assert key in holes
    assert "institution.tlas.contact" in holes
    assert {key for key in holes if key.startswith("emergency.")} == {
        f"emergency.{entry.number}.last_verified" for entry in kucova.emergency
    }


def test_a_filled_hole_is_no_hole_any_more(changed: Write) -> None:
    source = KUCOVA.read_text(encoding="utf-8")
    line = next(line for line in source.splitlines() if line.startswith("working ="))
    opening = 'working = [{ weekday = 0, start = "08:00", end = "16:00" }]'
    filled = load_municipality(changed(line, opening))
    assert not isinstance(filled.hours.working, Hole)
    assert filled.hours.working[0].start == "08:00"
    assert "hours.working" not in {hole.key for hole in filled.holes()}


@pytest.mark.parametrize(("days", "stale"), [(0, []), (183, []), (184, ["112"]), (800, ["112"])])
def test_a_number_verified_over_six_months_ago_is_stale(
    changed: Write, days: int, stale: list[str]
) -> None:
    source = KUCOVA.read_text(encoding="utf-8")
    hole = next(line for line in source.splitlines() if line.startswith("last_verified"))
    municipality = load_municipality(changed(hole, "last_verified = 2026-11-21"))
    today = microseconds(date(2026, 11, 21) + timedelta(days=days))
    assert [entry.number for entry in municipality.stale(today)] == stale


def test_the_engine_sees_bare_numbers_the_general_ones_first(kucova: Municipality) -> None:
    view = kucova.view(str.upper)
    assert view.danger_numbers == ("112", "129", "116117")
    assert view.child_numbers == ("116111",)
    assert (view.slug, view.prefix, view.report_timeout) == ("kucova", "KU", 1800)


def test_the_engine_hears_each_unit_in_every_script(kucova: Municipality) -> None:
    view = kucova.view(lambda text: {"Лумас": "Lumas", "Лумасу": "Lumasu"}.get(text, text))
    heard = {unit.id: unit.heard_as for unit in view.units}
    assert {"Perondisë", "Перонди"} <= set(heard["perondi"])
    assert {"Kozar", "Kozarë", "Козара"} <= set(heard["kozare"])
    assert {"Kuçova", "Кучова"} <= set(heard["kucova"])
    assert {"Лумасу", "Lumasu"} <= set(heard["lumas"])
    assert view.units[3].names["sr-Latn"] == "Lumas"


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("plaka fqinje ne Perondi s'ka ushqim", "perondi"),
        ("jam nga perondia", "perondi"),
        ("Perondise", "perondi"),
        ("peronddi", "perondi"),
        ("porondi", "perondi"),
        ("baba jeton ne kozar", "kozare"),
        ("Kozzarë", "kozare"),
        ("живи у Козари", "kozare"),
        ("fshati Lummas", "lumas"),
        ("лумасу", "lumas"),
        ("lumaz", "lumas"),
        ("ne qytet", "kucova"),
        ("kuqove", "kucova"),
        ("Кучови", "kucova"),
        ("ne Perondi, Kuçovë", "perondi"),
        ("personi nuk ka banese", None),
        ("jeton prane lumit", None),
        ("kam ardhur nga Kosova", None),
    ],
)
def test_people_name_a_place_in_their_own_way(
    kucova: Municipality, said: str, unit: str | None
) -> None:
    places = [Option(u.id, (*u.names.values(), *u.heard_as)) for u in kucova.view(str).units]
    assert find_place(said, places, gives_way=kucova.slug) == unit


BARRED = (
    "dhun", "viktim", "trafik", "polic", "raport", "насиљ", "жртв", "трговин", "полициј",
    "пријав", "violen", "victim", "traffick", "police", "report", "abuse", "shelter",
)  # fmt: skip


def test_a_person_is_shown_no_group_by_a_word_that_betrays(kucova: Municipality) -> None:
    spoken = [name.casefold() for g in kucova.view(str).groups for name in g[1].values()]
    assert [name for name in spoken for word in BARRED if word in name] == []


def test_the_topics_that_must_not_be_named_are_marked(kucova: Municipality) -> None:
    marked = {group.id for group in kucova.group if group.sensitive}
    assert {"child", "domestic_violence", "trafficking"} <= marked


@pytest.mark.parametrize(
    ("old", "new", "key", "what"),
    [
        ('country = "AL"\n', "", "country", "is missing"),
        ('country = "AL"', 'country = "Albania"', "country", "matching regex"),
        ('slug = "kucova"', 'slug = "kucova"\nfax = "1"', "fax", "is not a key"),
        ('first_language = "sq"', 'first_language = "it"', "first_language", "is not among"),
        ("Europe/Tirane", "Europe/Kucova", "time_zone", "IANA"),
        ('id = "lumas"', 'id = "kozare"', "administrative_unit.kozare", "stands there twice"),
        ('"Lumasi"', '"Perondia"', "administrative_unit.lumas.heard_as", "also means perondi"),
        ('parent = "directorate"', 'parent = "mayor"', "unit.njvnr.parent", "'mayor'"),
        ('post = "dv_coordinator"', 'post = "x"', "case_rule.domestic_violence.post", "no 'x'"),
        ('role = "dv_coordinator"', 'role = "auditor"', "case_rule.domestic_violence.role", "only"),
        ("closed = true", "closed = false", "case_rule.child.closed", "S13"),
        ('rule = "other"', 'rule = "nobody"', "group.poverty.rule", "'nobody'"),
        ('needs = ["safety"]', 'needs = ["luck"]', "institution.police.needs", "'luck'"),
        ('status = "planned"\nplanned_year = 2024', 'status = "planned"', "unit.njvnr", "year"),
        ('number = "112"', 'number = "129"', "emergency.129", "twice"),
        ('number = "112"', 'number = "one one two"', "emergency.one one two", "regex"),
        ('start = "09:00"', 'start = "21:00"', "sms_window", "ends before"),
        ('sr = "Кучова"', 'sr = "Kučova"', "names.sr", "is not Cyrillic"),
        ('sr = "Кучова"', 'sr = "Куcова"', "names.sr", "mixes"),
        ('source = "safety S5, S15"', 'source = ""', "sms_window", "length >= 1"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    changed: Write, old: str, new: str, key: str, what: str
) -> None:
    found = mistakes_in(changed(old, new))
    assert any(at == key and what in said for at, said, _ in found), found


def test_one_broken_row_does_not_hide_the_next(tmp_path: Path) -> None:
    source = KUCOVA.read_text(encoding="utf-8")
    source = source.replace('audience = "everyone"', 'audience = "all"')
    source = source.replace('rule = "child"', "", 1).replace("count = 2", 'count = "two"')
    path = tmp_path / "kucova.toml"
    path.write_text(source, encoding="utf-8")
    keys = [key for key, _, _ in mistakes_in(path)]
    assert keys == ["unit.njvnr", "group.child", *(f"emergency.{n}" for n in (112, 129, 127, 128))]


def test_without_a_number_for_danger_nothing_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "kucova.toml"
    source = KUCOVA.read_text(encoding="utf-8").replace('show = "danger"', 'show = "list"')
    path.write_text(source, encoding="utf-8")
    assert [key for key, _, _ in mistakes_in(path)] == ["emergency"]


def test_the_file_is_named_like_the_municipality(tmp_path: Path) -> None:
    path = tmp_path / "berat.toml"
    path.write_text(KUCOVA.read_text(encoding="utf-8"), encoding="utf-8")
    assert [key for key, _, _ in mistakes_in(path)] == ["slug"]


def test_broken_toml_and_an_absent_file_are_mistakes_too(tmp_path: Path) -> None:
    (tmp_path / "half.toml").write_text("slug = ", encoding="utf-8")
    with pytest.raises(DirectoryError) as caught:
        load_directory(("half", "absent"), tmp_path)
    assert [mistake.file for mistake in caught.value.mistakes] == ["half.toml", "absent.toml"]
    assert str(tmp_path) not in str(caught.value)


def test_the_directory_holds_the_municipalities_that_are_served() -> None:
    assert [place.slug for place in load_directory(("kucova",))] == ["kucova"]

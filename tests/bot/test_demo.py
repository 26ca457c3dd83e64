"""The demo's people sit where the municipality's plan puts them."""

from bot.clock import now
from bot.demo import OPERATORS, draw_password, prepare, welcome
from bot.stubs.demo import DemoProviders
from storage.database import Database
from storage.directory import SEEDS, load_municipality
from storage.passwords import check_password
from storage.schema import metadata
from storage.settings import Settings
from tests.storage.hot import VAULT

SETTINGS = Settings(env="demo", municipalities=("kucova",))


def test_each_role_has_somebody_in_its_unit_and_passwords_are_told_once(sqlite_url: str) -> None:
    database = Database(sqlite_url, VAULT)
    metadata.create_all(database.engine)
    passwords = prepare(database, SETTINGS, now)
    assert prepare(database, SETTINGS, now) == {}
    place = load_municipality(SEEDS / "kucova.toml")
    accounts = database.read_now(lambda unit: unit.operators.all(place.slug))
    database.close()
    sits = {one.operator.name: one.operator.unit for one in accounts}
    assert sits == {
        "operator": "njvnr", "worker": "njvnr", "both": "njvnr",
        "child": "njmf", "safety": "directorate", "supervisor": "",
        "editor": "", "campaigner": "", "admin": "",
    }  # fmt: skip
    assert passwords.keys() == OPERATORS.keys() == sits.keys()
    assert set(sits.values()) <= {"", *(unit.id for unit in place.unit)}
    assert all(word in welcome("127.0.0.1:1", passwords) for word in passwords.values())


def test_whatever_is_drawn_is_a_password_that_counts() -> None:
    """One drawn from hex digits now and then ended in digits alone: then the demo did not start."""
    for name in OPERATORS:
        for _ in range(1000):
            check_password(draw_password(), name, second_factor=False)


def test_campaigns_leave_from_a_second_number() -> None:
    providers = DemoProviders("http://127.0.0.1:1")
    settings = providers.settings(SETTINGS)
    assert settings.twilio_campaign_from == providers.twilio.second
    assert settings.twilio_campaign_from not in ("", settings.twilio_from)

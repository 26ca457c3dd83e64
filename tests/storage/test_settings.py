"""Settings come from the environment or a file; what is wrong is one line that names it."""

from pathlib import Path

import pytest

from storage.settings import Settings, SettingsMistake, descriptions, read_settings, variable
from storage.vault import new_key

REAL = {
    "REFERO_ENV": "production",
    "REFERO_SECRET_KEYS": new_key("k1"),
    "REFERO_MUNICIPALITIES": "kucova",
    "REFERO_PUBLIC_URL": "https://refero.example",
}
TELEGRAM = {"REFERO_TELEGRAM_TOKEN": "1:t", "REFERO_TELEGRAM_SECRET": "new,old"}
TWILIO = {
    "REFERO_TWILIO_ACCOUNT_SID": "AC1",
    "REFERO_TWILIO_AUTH_TOKEN": "new,old",
    "REFERO_TWILIO_FROM": "+15550001111",
}


def test_a_demo_needs_nothing(tmp_path: Path) -> None:
    settings = read_settings({"REFERO_DATA_DIR": str(tmp_path)}, None)
    assert (settings.env, settings.bind, settings.municipalities) == (
        "demo",
        "127.0.0.1:8080",
        ("kucova",),
    )
    assert settings.database_url == f"sqlite:///{tmp_path}/refero.db"


def test_a_real_line_takes_two_secrets_during_a_rotation() -> None:
    settings = read_settings(REAL | TELEGRAM | TWILIO, None)
    assert settings.telegram_secrets == ("new", "old")
    assert settings.twilio_auth_tokens == ("new", "old")


def test_campaigns_may_leave_from_letters() -> None:
    given = {"REFERO_TWILIO_CAMPAIGN_FROM": "Kucova", "REFERO_TWILIO_CAMPAIGN_RATE": "30"}
    settings = read_settings(REAL | TWILIO | given, None)
    assert (settings.twilio_campaign_from, settings.twilio_campaign_rate) == ("Kucova", 30)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("# ours\nexport REFERO_BIND='127.0.0.1:1'\nREFERO_TWILIO_RATE=3\nOTHER=x\n")
    settings = read_settings({"REFERO_BIND": "127.0.0.1:2"}, dotenv)
    assert (settings.bind, settings.twilio_rate) == ("127.0.0.1:2", 3)


@pytest.mark.parametrize(
    ("line", "told"),
    [("REFERO_TELEGRAM_TOKN=1", "no setting REFERO_TELEGRAM_TOKN"), ("x", "NAME=value")],
)
def test_a_slip_in_the_file_is_named_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"\n{line}\n")
    with pytest.raises(SettingsMistake, match=f"line 2: .*{told}"):
        read_settings({}, dotenv)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"REFERO_ENV": "live"}, "REFERO_ENV is not demo, pilot or production"),
        ({"REFERO_TWILIO_RATE": "many"}, "REFERO_TWILIO_RATE is not a whole number"),
        ({"REFERO_TWILIO_RATE": "0"}, "at least 1"),
        ({"REFERO_TELEGRAM_CAMPAIGN_RATE": "0"}, "at least 1"),
        ({"REFERO_BIND": "8080"}, "REFERO_BIND"),
        ({"REFERO_DATABASE_URL": "mysql://x"}, "REFERO_DATABASE_URL"),
        ({"REFERO_REDIS_URL": "http://x"}, "REFERO_REDIS_URL"),
        ({"REFERO_TRUSTED_PROXIES": "10.0.0.0/8,home"}, "REFERO_TRUSTED_PROXIES"),
        ({"REFERO_SECRET_KEYS": ""}, "REFERO_SECRET_KEYS is missing"),
        ({"REFERO_SECRET_KEYS": "k1:abc"}, "REFERO_SECRET_KEYS: key k1"),
        ({"REFERO_MUNICIPALITIES": ""}, "REFERO_MUNICIPALITIES"),
        ({"REFERO_PUBLIC_URL": ""}, "REFERO_PUBLIC_URL is missing"),
        ({"REFERO_PUBLIC_URL": "http://refero.example"}, "begins with https"),
        ({"REFERO_TELEGRAM_TOKEN": "t"}, "REFERO_TELEGRAM_TOKEN"),
        ({"REFERO_TELEGRAM_TOKEN": "1:t"}, "REFERO_TELEGRAM_SECRET is missing"),
        (TELEGRAM | {"REFERO_TELEGRAM_SECRET": "a b"}, "REFERO_TELEGRAM_SECRET holds"),
        (TWILIO | {"REFERO_TWILIO_FROM": ""}, "REFERO_TWILIO_FROM or"),
        (TWILIO | {"REFERO_TWILIO_AUTH_TOKEN": ""}, "REFERO_TWILIO_AUTH_TOKEN is missing"),
        (
            TWILIO | {"REFERO_TWILIO_CAMPAIGN_FROM": "0690000"},
            "REFERO_TWILIO_CAMPAIGN_FROM is a nu",
        ),
        (TWILIO | {"REFERO_TWILIO_CAMPAIGN_FROM": "+15550001111"}, "is the line's own sender"),
        (TWILIO | {"REFERO_TWILIO_CAMPAIGN_RATE": "0"}, "REFERO_TWILIO_CAMPAIGN_RATE is at least"),
        ({"REFERO_TWILIO_CAMPAIGN_FROM": "Kucova"}, "REFERO_TWILIO_ACCOUNT_SID is missing"),
        ({"REFERO_TELEGRAM_BOT": "@line_bot"}, "REFERO_TELEGRAM_BOT is the bot's user name"),
        ({"REFERO_QUICK_EXIT": "http://example.org/"}, "REFERO_QUICK_EXIT begins with https"),
        ({"REFERO_QUICK_EXIT": "https://a b/"}, "REFERO_QUICK_EXIT"),
        ({"REFERO_ENV": "demo"} | TELEGRAM, "takes no provider credentials"),
        ({"REFERO_ENV": "demo", "REFERO_BIND": "0.0.0.0:80"}, "this machine only"),
    ],
)
def test_each_mistake_stops_the_start_with_one_line(changed: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsMistake, match=named) as caught:
        read_settings(REAL | changed, None)
    assert "\n" not in str(caught.value)


def test_no_secret_is_shown() -> None:
    settings = read_settings(REAL | TELEGRAM | TWILIO, None)
    assert repr(settings) == "Settings(production)"


def test_every_setting_says_what_it_is_for() -> None:
    told = list(descriptions())
    assert [name for name, _, _ in told] == [variable(f) for f in Settings.__struct_fields__]
    assert all(text.endswith(".") for _, _, text in told)

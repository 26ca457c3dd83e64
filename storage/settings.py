"""Settings from the environment or a `.env` file; every one is documented beside its field."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

Env = Literal["demo", "pilot", "production"]


class SettingsMistake(Exception):
    """One setting is wrong or missing; the message is one clear line."""


def _doc(text: str) -> msgspec.Meta:
    return msgspec.Meta(description=text)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a deployment decides; secrets are never shown by repr."""

    env: Annotated[
        Env,
        _doc(
            "`demo`: simulated phones and operators, loopback only, no provider credentials. "
            "`pilot`: real providers, second factor on, Telegram is polled when there is no public "
            "address. `production`: public address demanded."
        ),
    ] = "pilot"
    data_dir: Annotated[Path, _doc("Folder of the database and of whatever else is kept.")] = Path(
        "var"
    )
    database_url: Annotated[str, _doc("SQLAlchemy URL; without it SQLite in the data folder.")] = ""
    redis_url: Annotated[
        str, _doc("Redis for wake-ups between processes; without it one process is enough.")
    ] = ""
    public_url: Annotated[
        str, _doc("Where providers and people reach us, https, without a path.")
    ] = ""
    bind: Annotated[str, _doc("Address and port to listen on.")] = "127.0.0.1:8080"
    secret_keys: Annotated[
        str,
        _doc(
            "Comma-separated, newest first, each `id:base64url of 32 bytes` (`refero keys new`). "
            "Demanded in pilot and production."
        ),
    ] = ""
    municipalities: Annotated[
        tuple[str, ...], _doc("Slugs of the municipalities served, comma-separated.")
    ] = ("kucova",)
    telegram_token: Annotated[str, _doc("The bot's token.")] = ""
    telegram_secrets: Annotated[
        tuple[str, ...],
        _doc("The webhook's secret; two, comma-separated, during a rotation."),
    ] = ()
    telegram_api_url: Annotated[str, _doc("A Bot API server other than the public one.")] = (
        "https://api.telegram.org"
    )
    telegram_rate: Annotated[int, _doc("Messages a second that this bot may send.")] = 25
    twilio_account_sid: Annotated[str, _doc("Twilio's account.")] = ""
    twilio_auth_tokens: Annotated[
        tuple[str, ...], _doc("Its token; two, comma-separated, during a rotation.")
    ] = ()
    twilio_from: Annotated[str, _doc("Our number, E.164; or a messaging service.")] = ""
    twilio_messaging_service: Annotated[str, _doc("Messaging service instead of a number.")] = ""
    twilio_api_url: Annotated[str, _doc("Base of the REST API.")] = "https://api.twilio.com"
    twilio_rate: Annotated[int, _doc("SMS a second that this number may send.")] = 1
    trusted_proxies: Annotated[
        tuple[str, ...], _doc("Addresses whose X-Forwarded-For is believed, comma-separated.")
    ] = ()

    def __repr__(self) -> str:
        return f"Settings({self.env}, {self.bind})"


NAMES: Final[Mapping[str, str]] = {
    "telegram_secrets": "REFERO_TELEGRAM_SECRET",
    "twilio_auth_tokens": "REFERO_TWILIO_AUTH_TOKEN",
}
LISTS: Final = frozenset(
    {"municipalities", "telegram_secrets", "twilio_auth_tokens", "trusted_proxies"}
)
NUMBERS: Final = frozenset({"telegram_rate", "twilio_rate"})
PROVIDER: Final = ("telegram_token", "twilio_account_sid", "twilio_auth_tokens")


def variable(field: str) -> str:
    """The environment variable of a field."""
    return NAMES.get(field, f"REFERO_{field.upper()}")


def read_settings(environ: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """The settings; the environment wins over the file. SettingsMistake names the first mistake."""
    given = {**_read_dotenv(dotenv), **environ}
    values = {
        field: _convert(field, given[variable(field)].strip())
        for field in Settings.__struct_fields__
        if given.get(variable(field), "").strip()
    }
    try:
        settings = msgspec.convert(values, Settings)
    except msgspec.ValidationError as wrong:
        raise SettingsMistake(_told(str(wrong))) from None
    return _checked(_with_database(settings))


def _convert(field: str, value: str) -> object:
    if field in LISTS:
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if field in NUMBERS:
        if not value.isdecimal() or int(value) < 1:
            raise SettingsMistake(f"{variable(field)} must be a whole number from 1")
        return int(value)
    return Path(value) if field == "data_dir" else value


def _told(wrong: str) -> str:
    field = re.search(r"\$\.(\w+)", wrong)
    name = variable(field[1]) if field else "settings"
    return f"{name}: {wrong.partition(' - ')[0]}"


def _with_database(settings: Settings) -> Settings:
    if settings.database_url:
        return settings
    file = (settings.data_dir / "refero.db").absolute()
    return msgspec.structs.replace(settings, database_url=f"sqlite:///{file}")


def _checked(settings: Settings) -> Settings:
    for wrong, message in CHECKS:
        if wrong(settings):
            raise SettingsMistake(message)
    return settings


def _loopback(settings: Settings) -> bool:
    return settings.bind.rpartition(":")[0] in {"127.0.0.1", "localhost", "[::1]"}


def _provided(settings: Settings) -> bool:
    return any(getattr(settings, field) for field in PROVIDER)


Check = tuple[Callable[[Settings], bool], str]
CHECKS: Final[tuple[Check, ...]] = (
    (
        lambda s: not re.fullmatch(r".+:\d{1,5}", s.bind),
        "REFERO_BIND must be an address and a port, like 127.0.0.1:8080",
    ),
    (
        lambda s: s.env == "demo" and not _loopback(s),
        "REFERO_BIND: the demo listens on the loopback address only",
    ),
    (
        lambda s: s.env == "demo" and _provided(s),
        "REFERO_ENV=demo takes no provider credentials: use pilot or production",
    ),
    (
        lambda s: s.env != "demo" and not s.secret_keys,
        "REFERO_SECRET_KEYS is missing: `refero keys new` prints one",
    ),
    (
        lambda s: bool(s.public_url) and s.env != "demo" and not s.public_url.startswith("https:"),
        "REFERO_PUBLIC_URL must begin with https:",
    ),
    (
        lambda s: s.env == "production" and not s.public_url,
        "REFERO_PUBLIC_URL is missing: providers must reach the line",
    ),
    (
        lambda s: bool(s.telegram_token) and bool(s.public_url) and not s.telegram_secrets,
        "REFERO_TELEGRAM_SECRET is missing: without it anybody could write as anybody",
    ),
    (
        lambda s: any(not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", one) for one in s.telegram_secrets),
        "REFERO_TELEGRAM_SECRET may hold letters, digits, _ and - (Bot API, setWebhook)",
    ),
    (
        lambda s: bool(s.twilio_account_sid) and not s.twilio_auth_tokens,
        "REFERO_TWILIO_AUTH_TOKEN is missing: without it no SMS can be trusted",
    ),
    (
        lambda s: bool(s.twilio_account_sid) and not (s.twilio_from or s.twilio_messaging_service),
        "REFERO_TWILIO_FROM or REFERO_TWILIO_MESSAGING_SERVICE is missing",
    ),
    (lambda s: not s.municipalities, "REFERO_MUNICIPALITIES names no municipality"),
)


def _read_dotenv(path: Path | None) -> dict[str, str]:
    """NAME=value lines; blank lines and # comments are passed over."""
    if path is None or not path.is_file():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            found[name.strip()] = value.strip().strip("\"'")
    return found

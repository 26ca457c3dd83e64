"""Every setting: from the environment or a `.env` file, checked before anything starts."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta

from storage.senders import sender_mistakes
from storage.vault import KeyMistake, parse_keys

Env = Literal["demo", "pilot", "production"]
Text = tuple[str, ...]
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
NAMED_OTHERWISE = {
    "telegram_secrets": "REFERO_TELEGRAM_SECRET",
    "twilio_auth_tokens": "REFERO_TWILIO_AUTH_TOKEN",
}


class SettingsMistake(Exception):
    """A setting is wrong or missing; one clear line that names it, never its value."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the environment says; lists are written with commas."""

    env: Annotated[
        Env,
        Meta(
            description="`demo`: simulated phones, loopback only, no provider. `pilot`: real providers, second factor on. `production`: as pilot, with a public address."
        ),
    ] = "demo"
    bind: Annotated[str, Meta(description="Host and port to listen on.")] = "127.0.0.1:8080"
    public_url: Annotated[
        str,
        Meta(
            description="Our own https address as providers and people see it; Twilio's signature covers it."
        ),
    ] = ""
    trusted_proxies: Annotated[
        Text, Meta(description="Networks whose X-Forwarded headers are believed.")
    ] = ()
    data_dir: Annotated[Path, Meta(description="The folder for everything that is kept.")] = Path(
        "var"
    )
    database_url: Annotated[
        str,
        Meta(
            description="`postgresql://…` for the scaled mode; without it SQLite in the data folder."
        ),
    ] = ""
    redis_url: Annotated[
        str,
        Meta(
            description="`redis://…` carries wake-ups and live updates between processes; nothing is kept there."
        ),
    ] = ""
    secret_keys: Annotated[
        str,
        Meta(
            description="Keys of every personal value, newest first, each `id:base64url of 32 bytes`; `refero keys new` prints one. Demanded in pilot and production; a demo makes its own."
        ),
    ] = ""
    municipalities: Annotated[
        Text, Meta(description="Slugs of the municipalities served; a demo serves kucova.")
    ] = ()
    telegram_token: Annotated[str, Meta(description="The bot's token.")] = ""
    telegram_secrets: Annotated[
        Text,
        Meta(
            description="What Telegram repeats in each webhook call; two values during a rotation."
        ),
    ] = ()
    telegram_api_url: Annotated[
        str,
        Meta(
            description="A Bot API server other than the public one; the file address follows it."
        ),
    ] = "https://api.telegram.org"
    telegram_bot: Annotated[
        str,
        Meta(
            description="The bot's user name without @, for links and QR codes; without it Telegram is asked once."
        ),
    ] = ""
    telegram_rate: Annotated[int, Meta(description="Messages a second on the Telegram line.")] = 20
    telegram_campaign_rate: Annotated[
        int, Meta(description="Of these, campaigns take so many at most.")
    ] = 20
    twilio_account_sid: Annotated[str, Meta(description="The Twilio account.")] = ""
    twilio_auth_tokens: Annotated[Text, Meta(description="Its token; two during a rotation.")] = ()
    twilio_from: Annotated[
        str, Meta(description="The number SMS leave from; or a messaging service.")
    ] = ""
    twilio_messaging_service: Annotated[
        str, Meta(description="The messaging service SMS leave from; or a number.")
    ] = ""
    twilio_api_url: Annotated[str, Meta(description="Base of the REST API.")] = (
        "https://api.twilio.com"
    )
    sms_price: Annotated[
        str,
        Meta(
            description="What one SMS segment costs, such as `0.0725 EUR`; the desk shows it beside previews."
        ),
    ] = ""
    twilio_rate: Annotated[int, Meta(description="Segments a second that the number may send.")] = 1
    twilio_campaign_from: Annotated[
        str,
        Meta(
            description="The number, messaging service or letters that campaigns leave from; never the line's own."
        ),
    ] = ""
    twilio_campaign_rate: Annotated[
        int, Meta(description="Segments a second that this second sender may send.")
    ] = 1
    quick_exit: Annotated[
        str,
        Meta(
            description="Where the quick exit of the public pages leads: an https address that anybody may have open."
        ),
    ] = "https://www.wikipedia.org/"

    def __repr__(self) -> str:
        return f"Settings({self.env})"


def read_settings(environ: Mapping[str, str], dotenv: Path | None) -> Settings:
    """The settings of the environment, then of the file; SettingsMistake for the first wrong one."""
    given = {**read_dotenv(dotenv), **environ}
    kinds = get_type_hints(Settings)
    values: dict[str, Any] = {}
    for field in Settings.__struct_fields__:
        name = variable(field)
        if text := given.get(name, "").strip():
            values[field] = convert(name, text, kinds[field])
    settings = with_defaults(Settings(**values))
    for mistake in mistakes(settings):
        raise SettingsMistake(mistake)
    return settings


def variable(field: str) -> str:
    """The environment variable of a field."""
    return NAMED_OTHERWISE.get(field, f"REFERO_{field.upper()}")


def descriptions() -> Iterator[tuple[str, str, str]]:
    """(variable, default, what it is for) of every setting, for the generated page."""
    hints = get_type_hints(Settings, include_extras=True)
    for field in msgspec.structs.fields(Settings):
        default = ",".join(field.default) if field.default == () else str(field.default)
        yield variable(field.name), default, hints[field.name].__metadata__[0].description


def read_dotenv(path: Path | None) -> dict[str, str]:
    """NAME=value lines; a REFERO_ name that does not exist is a mistake, not silence."""
    if path is None or not path.is_file():
        return {}
    known = {variable(field) for field in Settings.__struct_fields__}
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        name, is_set, value = line.strip().removeprefix("export ").partition("=")
        if not name or name.startswith("#"):
            continue
        if not is_set:
            raise SettingsMistake(f"{path.name}, line {number}: expected NAME=value")
        if name.startswith("REFERO_") and name not in known:
            raise SettingsMistake(f"{path.name}, line {number}: there is no setting {name}")
        found[name] = value.strip().strip("\"'")
    return found


def convert(name: str, text: str, kind: Any) -> Any:  # noqa: ANN401 any field's type
    """A text as its field's type."""
    if kind == Text:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        return Path(text) if kind is Path else msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError:
        raise SettingsMistake(f"{name} is not {expected(kind)}") from None


def expected(kind: Any) -> str:  # noqa: ANN401 any field's type
    """What a value should have been, in words."""
    return "a whole number" if kind is int else "demo, pilot or production"


def with_defaults(settings: Settings) -> Settings:
    """What follows from other settings."""
    changes: dict[str, Any] = {"data_dir": settings.data_dir.absolute()}
    if not settings.database_url:
        changes["database_url"] = f"sqlite:///{changes['data_dir']}/refero.db"
    if settings.env == "demo" and not settings.municipalities:
        changes["municipalities"] = ("kucova",)
    return msgspec.structs.replace(settings, **changes)


def mistakes(settings: Settings) -> Iterator[str]:
    """Each thing that would break later, as one line."""
    yield from address_mistakes(settings)
    yield from (demo_mistakes if settings.env == "demo" else real_mistakes)(settings)
    yield from telegram_mistakes(settings)
    yield from twilio_mistakes(settings)
    if settings.sms_price and not re.fullmatch(r"\d{1,4}(\.\d{1,6})? [A-Z]{3}", settings.sms_price):
        yield "REFERO_SMS_PRICE is an amount and a currency, for example 0.0725 EUR"
    if settings.telegram_rate < 1 or settings.twilio_rate < 1:
        yield "REFERO_TELEGRAM_RATE and REFERO_TWILIO_RATE are at least 1"
    if settings.telegram_campaign_rate < 1:
        yield "REFERO_TELEGRAM_CAMPAIGN_RATE is at least 1"


def address_mistakes(settings: Settings) -> Iterator[str]:
    """Addresses that cannot be meant."""
    if not re.fullmatch(r".+:\d{1,5}", settings.bind):
        yield "REFERO_BIND is host:port, for example 127.0.0.1:8080"
    if not re.match(r"(sqlite|postgresql)(\+\w+)?://", settings.database_url):
        yield "REFERO_DATABASE_URL begins with postgresql:// or sqlite://"
    if settings.redis_url and not re.match(r"(rediss?|unix)://", settings.redis_url):
        yield "REFERO_REDIS_URL begins with redis://, rediss:// or unix://"
    if not re.fullmatch(r"https://[\w.-]+(:\d+)?(/[!-~]*)?", settings.quick_exit, re.ASCII):
        yield "REFERO_QUICK_EXIT begins with https://"
    for network in settings.trusted_proxies:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            yield "REFERO_TRUSTED_PROXIES holds something that is no network"


def demo_mistakes(settings: Settings) -> Iterator[str]:
    """A demo is for one machine and talks to nobody (interface.md, `make run`)."""
    if settings.bind.rpartition(":")[0] not in LOOPBACK:
        yield "REFERO_BIND: a demo listens on this machine only (127.0.0.1)"
    if settings.telegram_token or settings.twilio_account_sid or settings.twilio_auth_tokens:
        yield "REFERO_ENV=demo takes no provider credentials; set REFERO_ENV=pilot for them"


def real_mistakes(settings: Settings) -> Iterator[str]:
    """What a line for real people cannot be without (R52)."""
    if not settings.secret_keys:
        yield "REFERO_SECRET_KEYS is missing; `refero keys new` prints a key"
    if not settings.municipalities:
        yield "REFERO_MUNICIPALITIES is missing; name the municipalities served, such as kucova"
    if settings.env == "production" and not settings.public_url:
        yield "REFERO_PUBLIC_URL is missing; production needs its https address"
    host = re.sub(r"^http://([^/:]+|\[::1\])(:\d+)?/?$", r"\1", settings.public_url)
    if (
        settings.public_url
        and not settings.public_url.startswith("https://")
        and host not in LOOPBACK
    ):
        yield "REFERO_PUBLIC_URL begins with https://"
    try:
        parse_keys(settings.secret_keys)
    except KeyMistake as wrong:
        yield f"REFERO_SECRET_KEYS: {wrong}"


def telegram_mistakes(settings: Settings) -> Iterator[str]:
    """The webhook accepts nothing without a secret (R28)."""
    if settings.telegram_token and ":" not in settings.telegram_token:
        yield "REFERO_TELEGRAM_TOKEN is no bot token"
    if settings.telegram_bot and not re.fullmatch(r"\w{4,32}", settings.telegram_bot, re.ASCII):
        yield "REFERO_TELEGRAM_BOT is the bot's user name without @, such as line_bot"
    if settings.telegram_token and settings.public_url and not settings.telegram_secrets:
        yield "REFERO_TELEGRAM_SECRET is missing; the webhook is refused without it"
    for secret in settings.telegram_secrets:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            yield "REFERO_TELEGRAM_SECRET holds letters, digits, _ and - (at most 256)"


def twilio_mistakes(settings: Settings) -> Iterator[str]:
    """All of Twilio's settings, or none."""
    sender = settings.twilio_from or settings.twilio_messaging_service
    second, own = settings.twilio_campaign_from, (sender, settings.twilio_messaging_service)
    yield from sender_mistakes(second, own, settings.twilio_campaign_rate)
    if not (settings.twilio_account_sid or settings.twilio_auth_tokens or sender or second):
        return
    needed = {
        "REFERO_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "REFERO_TWILIO_AUTH_TOKEN": settings.twilio_auth_tokens,
        "REFERO_TWILIO_FROM or REFERO_TWILIO_MESSAGING_SERVICE": sender,
        "REFERO_PUBLIC_URL": settings.public_url,
    }
    for name, value in needed.items():
        if not value:
            yield f"{name} is missing; SMS by Twilio needs it"

"""Whether the settings are those of a line that people can reach."""

from bot.readiness.finding import Finding, Findings
from storage.settings import Settings


def installation_findings(settings: Settings) -> Findings:
    """Environment, keys, public address."""
    if settings.env == "demo":
        yield Finding("REFERO_ENV is demo", "set it to pilot or production")
    if not settings.secret_keys:
        yield Finding("REFERO_SECRET_KEYS is not set", "`refero keys new` prints a key")
    if not settings.public_url:
        yield Finding("REFERO_PUBLIC_URL is not set", "set the https address that providers call")
    elif not settings.public_url.startswith("https://"):
        yield Finding("REFERO_PUBLIC_URL is not https", "put a proxy with a certificate in front")
    if not settings.municipalities:
        yield Finding("REFERO_MUNICIPALITIES names none", "set it, for example to kucova")


def telegram_findings(settings: Settings) -> Findings:
    """The bot and its webhook's secret."""
    if not settings.telegram_token:
        yield Finding("REFERO_TELEGRAM_TOKEN is not set", "BotFather gives one (/newbot)")
    elif settings.public_url and not settings.telegram_secrets:
        remedy = (
            "set a random word of 1 to 256 letters and digits, then refero telegram set-webhook"
        )
        yield Finding("REFERO_TELEGRAM_SECRET is not set", remedy)


def twilio_findings(settings: Settings) -> Findings:
    """The account, its token and the number that texts come from."""
    if not settings.twilio_account_sid:
        yield Finding("REFERO_TWILIO_ACCOUNT_SID is not set", "Twilio's console shows it")
    if not settings.twilio_auth_tokens:
        yield Finding("REFERO_TWILIO_AUTH_TOKEN is not set", "Twilio's console shows it")
    if not (settings.twilio_from or settings.twilio_messaging_service):
        remedy = "set it, or REFERO_TWILIO_MESSAGING_SERVICE"
        yield Finding("REFERO_TWILIO_FROM is not set", remedy)

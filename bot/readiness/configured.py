"""Whether the settings are those of a line that people can reach.

What contradicts itself stopped the start already (`storage.settings`).
"""

from bot.readiness.finding import Finding, Findings
from storage.settings import Settings


def setting_findings(settings: Settings) -> Findings:
    """Environment, keys, public address, providers."""
    if settings.env == "demo":
        yield Finding("REFERO_ENV is demo", "set it to pilot or production")
    if not settings.secret_keys:
        yield Finding("REFERO_SECRET_KEYS is not set", "`refero keys new` prints a key")
    if not settings.public_url:
        yield Finding("REFERO_PUBLIC_URL is not set", "set the https address that providers call")
    elif not settings.public_url.startswith("https://"):
        remedy = "put a proxy with a certificate in front and name its address"
        yield Finding("REFERO_PUBLIC_URL is not https", remedy)
    if not settings.telegram_token:
        yield Finding("REFERO_TELEGRAM_TOKEN is not set", "BotFather gives one (/newbot)")
    if not settings.twilio_account_sid:
        remedy = "Twilio's console shows it, with the token and the number that belong to it"
        yield Finding("REFERO_TWILIO_ACCOUNT_SID is not set", remedy)

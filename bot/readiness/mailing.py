"""What SMS campaigns lack before they can leave: a sender of their own, a way to stop them, a price."""

from typing import Final

from bot.readiness.finding import Finding, Findings
from locales.neutral import telling_words
from storage.municipality import Municipality
from storage.senders import kind_of_sender
from storage.settings import Settings
from storage.unit import Unit

PROVIDER: Final = "twilio"
NAME: Final = "REFERO_TWILIO_CAMPAIGN_FROM"


def sender_findings(settings: Settings) -> Findings:
    """The second sender, and whether its letters tell what the line is about (safety S4)."""
    if not settings.twilio_account_sid:
        return
    sender = settings.twilio_campaign_from
    if not sender:
        remedy = (
            "a second number of the account, a messaging service or letters that Twilio registered"
        )
        yield Finding(f"{NAME} is not set: no campaign leaves by SMS", remedy)
    elif kind_of_sender(sender) == "letters" and telling_words(sender):
        yield Finding(f"{NAME} tells what the line is about", "letters that only name who writes")


def mailing_findings(unit: Unit, settings: Settings, place: Municipality) -> Findings:
    """Whether people can answer SMS campaigns of this municipality, and what one segment costs."""
    sender = settings.twilio_campaign_from
    if not settings.twilio_account_sid or not sender:
        return
    numbers = (place.refer_save_number, settings.twilio_from)
    listens = any(isinstance(one, str) and one.startswith("+") for one in numbers)
    if kind_of_sender(sender) == "letters" and not listens:
        what = f"{place.slug}: nobody can stop SMS campaigns: letters take no answer, and no number is named"
        yield Finding(what, "set REFERO_TWILIO_FROM to a number, or write refer_save_number")
    if place.country not in unit.campaign_supplies.priced([place.slug], PROVIDER):
        what = f"{place.slug}: an SMS to {place.country} has no price: no campaign leaves by SMS"
        yield Finding(what, "write it at the desk under Campaigns, with where it was read")

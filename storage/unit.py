"""One transaction with every table on it."""

from functools import cached_property

from sqlalchemy import Connection

from storage.audit import Audit
from storage.campaign_audience import Audiences
from storage.campaign_claims import CampaignClaims
from storage.campaign_feed import CampaignFeed
from storage.campaign_money import CampaignMoney
from storage.campaign_results import CampaignResults
from storage.campaign_supplies import CampaignSupplies
from storage.campaign_tallies import CampaignTallies
from storage.campaigns import Campaigns
from storage.cases import Cases
from storage.consents import Consents
from storage.contact_imports import ContactImports
from storage.contacts import Contacts
from storage.counts import Counts
from storage.dead_letters import DeadLetters
from storage.directory_entries import DirectoryEntries
from storage.escalations import Escalations
from storage.events import Events
from storage.inbox import Inbox
from storage.lines import Lines
from storage.media import Media
from storage.municipalities import Municipalities
from storage.notes import Notes
from storage.operators import Operators
from storage.outbox import Outbox
from storage.pack_versions import PackVersions
from storage.questions import Questions
from storage.referrals import Referrals
from storage.reminders import Reminders
from storage.reports import Reports
from storage.retention import Retention
from storage.second_factors import SecondFactors
from storage.sessions import Sessions
from storage.sign_ins import SignIns
from storage.timers import Timers
from storage.tokens import Tokens
from storage.transcript import Transcript
from storage.undelivered import Undeliveries
from storage.vault import Vault


class Unit:
    """What a piece of work sees of storage: its tables, inside one transaction."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self.connection = connection
        self.vault = vault

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self.connection, self.vault)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self.connection, self.vault)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(self.connection, self.vault)

    @cached_property
    def timers(self) -> Timers:
        return Timers(self.connection, self.vault)

    @cached_property
    def transcript(self) -> Transcript:
        return Transcript(self.connection, self.vault)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection, self.vault)

    @cached_property
    def reports(self) -> Reports:
        return Reports(self.connection, self.vault)

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.connection, self.vault)

    @cached_property
    def counts(self) -> Counts:
        return Counts(self.connection, self.vault)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self.connection, self.vault)

    @cached_property
    def cases(self) -> Cases:
        return Cases(self.connection, self.vault)

    @cached_property
    def dead_letters(self) -> DeadLetters:
        return DeadLetters(self.connection, self.vault)

    @cached_property
    def media(self) -> Media:
        return Media(self.connection, self.vault)

    @cached_property
    def municipalities(self) -> Municipalities:
        return Municipalities(self.connection, self.vault)

    @cached_property
    def notes(self) -> Notes:
        return Notes(self.connection, self.vault)

    @cached_property
    def operators(self) -> Operators:
        return Operators(self.connection, self.vault)

    @cached_property
    def pack_versions(self) -> PackVersions:
        return PackVersions(self.connection, self.vault)

    @cached_property
    def questions(self) -> Questions:
        return Questions(self.connection, self.vault)

    @cached_property
    def referrals(self) -> Referrals:
        return Referrals(self.connection, self.vault)

    @cached_property
    def retention(self) -> Retention:
        return Retention(self.connection, self.vault)

    @cached_property
    def second_factors(self) -> SecondFactors:
        return SecondFactors(self.connection, self.vault)

    @cached_property
    def sign_ins(self) -> SignIns:
        return SignIns(self.connection, self.vault)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.connection, self.vault)

    @cached_property
    def undeliveries(self) -> Undeliveries:
        return Undeliveries(self.connection, self.vault)

    @cached_property
    def escalations(self) -> Escalations:
        return Escalations(self.connection, self.vault)

    @cached_property
    def directory(self) -> DirectoryEntries:
        return DirectoryEntries(self.connection, self.vault)

    @cached_property
    def campaign_feed(self) -> CampaignFeed:
        return CampaignFeed(self.connection, self.vault)

    @cached_property
    def campaign_claims(self) -> CampaignClaims:
        return CampaignClaims(self.connection, self.vault)

    @cached_property
    def campaign_tallies(self) -> CampaignTallies:
        return CampaignTallies(self.connection, self.vault)

    @cached_property
    def campaigns(self) -> Campaigns:
        return Campaigns(self.connection, self.vault)

    @cached_property
    def audiences(self) -> Audiences:
        return Audiences(self.connection, self.vault)

    @cached_property
    def consents(self) -> Consents:
        return Consents(self.connection, self.vault)

    @cached_property
    def contact_imports(self) -> ContactImports:
        return ContactImports(self.connection, self.vault)

    @cached_property
    def campaign_money(self) -> CampaignMoney:
        return CampaignMoney(self.connection, self.vault)

    @cached_property
    def campaign_supplies(self) -> CampaignSupplies:
        return CampaignSupplies(self.connection, self.vault)

    @cached_property
    def campaign_results(self) -> CampaignResults:
        return CampaignResults(self.connection, self.vault)

    @cached_property
    def events(self) -> Events:
        return Events(self.connection, self.vault)

    @cached_property
    def reminders(self) -> Reminders:
        return Reminders(self.connection, self.vault)

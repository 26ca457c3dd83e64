"""Every table on one screen; the migrations are checked against it.

Conventions: `id` is made by us before the insert (32 hex digits, time-ordered), `seq` is the
database's order, times are UTC integers in microseconds. `*_enc` holds AES-GCM values bound to
table, column and row id; `*_index` a keyed blind index. Everything else holds coded words only.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite only auto-increments INTEGER; PostgreSQL wants eight bytes.
Sequence = BigInteger().with_variant(Integer, "sqlite")
Id = String(32)
Code = String(40)
Time = BigInteger


def _id() -> Column[str]:
    return Column("id", Id, primary_key=True)


def _seq() -> Column[int]:
    return Column("seq", Sequence, primary_key=True, autoincrement=True)


def where(condition: ColumnElement[bool]) -> dict[str, Any]:
    """The rows that an index holds, on both databases."""
    return {"sqlite_where": condition, "postgresql_where": condition}


municipalities = Table(
    "municipalities",
    metadata,
    Column("slug", Code, primary_key=True),
    Column("document", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("seeded_at", Time, nullable=False),
)

# One address of ours: a bot, a phone number, later a gateway's SIM.
lines = Table(
    "lines",
    metadata,
    _id(),
    Column("name", Code, nullable=False, unique=True),
    Column("channel", Code, nullable=False),
    Column("municipality", Code),
    Column("address", String(64), nullable=False, default=""),
    Column("rate", Integer, nullable=False, default=20),
    Column("paused_until", Time, nullable=False, default=0),
    Column("made_at", Time, nullable=False),
)

# Whatever enters a turn, and raw bodies that could not be read (state dead).
# `person` is the blind index of line + address: the key of order and of claims; `place` is the
# provider's own order, where its ids are numbers. state: waiting | claimed | done | dead
inbox = Table(
    "inbox",
    metadata,
    _seq(),
    Column("id", Id, nullable=False, unique=True),
    Column("line", Id, nullable=False),
    Column("external_id", String(128), nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("kind", Code, nullable=False),
    Column("event_enc", LargeBinary, nullable=False),
    Column("raw_enc", LargeBinary),
    Column("state", Code, nullable=False, default="waiting"),
    Column("place", BigInteger, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease_until", Time, nullable=False, default=0),
    Column("received_at", Time, nullable=False),
    Column("done_at", Time),
    Column("fault", Code, nullable=False, default=""),
    UniqueConstraint("line", "external_id"),
    Index("ix_inbox_person_state", "person", "state", "place", "seq"),
)
Index("ix_inbox_waiting", inbox.c.seq, **where(inbox.c.state == "waiting"))
Index("ix_inbox_dead", inbox.c.line, **where(inbox.c.state == "dead"))
# The database itself keeps a person from being held twice.
Index("ix_inbox_held", inbox.c.person, unique=True, **where(inbox.c.state == "claimed"))

# `topics`: what they agreed to get, each between blanks (" events school "), "" = nothing; `area` an
# administrative unit, `point` a kind of contact point, `country` of the phone (ISO 3166), each ""
# when not known. `silent`: an exit word was their last. `campaign`: the last one sent, and when.
contacts = Table(
    "contacts",
    metadata,
    _id(),
    Column("line", Id, nullable=False),
    Column("channel", Code, nullable=False),
    Column("address_index", LargeBinary, nullable=False),
    Column("address_enc", LargeBinary, nullable=False),
    Column("municipality", Code),
    Column("language", Code, nullable=False, default=""),
    Column("diacritics", Boolean, nullable=False, default=False),
    Column("opted_out_at", Time),
    Column("blocked_at", Time),
    Column("verified_at", Time),
    Column("verified_by", Id),
    Column("profession_enc", LargeBinary),
    Column("operator", Id),
    Column("unlinked_at", Time),
    Column("made_at", Time, nullable=False),
    Column("topics", String(120), nullable=False, server_default=""),
    Column("area", Code, nullable=False, server_default=""),
    Column("point", Code, nullable=False, server_default=""),
    Column("country", String(2), nullable=False, server_default=""),
    Column("silent", Boolean, nullable=False, server_default=false()),
    Column("campaign", Integer),
    Column("campaign_at", Time),
    UniqueConstraint("address_index", "line"),
)

_agreed = where(contacts.c.topics != "")
Index("ix_contacts_agreed", contacts.c.municipality, contacts.c.id, **_agreed)
# Few people here are staff: their chats are found without a look at everybody.
Index("ix_contacts_operator", contacts.c.operator, **where(contacts.c.operator.is_not(None)))

# `heard_at`: when the person last said anything, 0 = not yet.
sessions = Table(
    "sessions",
    metadata,
    Column("contact", Id, ForeignKey("contacts.id"), primary_key=True),
    Column("state_enc", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("changed_at", Time, nullable=False),
    Column("heard_at", Time, nullable=False, default=0),
)

timers = Table(
    "timers",
    metadata,
    Column("contact", Id, primary_key=True),
    Column("kind", Code, primary_key=True),
    Column("due_at", Time, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("line", Id, nullable=False),
    Index("ix_timers_due_at", "due_at"),
)

# What was heard, exactly as sent; what we said lies in the outbox. `report` is set when it belongs to
# one, `at` is when it came, `turn_at` when its turn was taken; `id` only binds the text to its row.
transcript = Table(
    "transcript",
    metadata,
    _seq(),
    Column("id", Id, nullable=False),
    Column("contact", Id, nullable=False),
    Column("report", Id),
    Column("text_enc", LargeBinary, nullable=False),
    Column("late", Boolean, nullable=False, default=False),
    Column("at", Time, nullable=False),
    Column("turn_at", Time, nullable=False),
    Index("ix_transcript_report_seq", "report", "seq"),
    Index("ix_transcript_contact_seq", "contact", "seq"),
)

# What we say, kept word for word. The parts of one `message` are rows of their own, each with the
# whole text.
# priority: 0 danger numbers and staff alerts, 1 replies, 2 notices, 3 campaigns.
# state: waiting | sending | sent | delivered | failed | unknown | held | dropped | parked
# `rendition`: a campaign's words for many; such a row has none of its own. Parked: its campaign pauses.
outbox = Table(
    "outbox",
    metadata,
    _seq(),
    Column("id", Id, nullable=False, unique=True),
    Column("contact", Id, nullable=False),
    Column("line", Id, nullable=False),
    Column("channel", Code, nullable=False),
    Column("kind", Code, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("report", Id),
    Column("reply", Id),
    Column("outgoing_enc", LargeBinary, nullable=False),
    Column("message", Id, nullable=False),
    Column("part", Integer, nullable=False, default=0),
    Column("state", Code, nullable=False, default="waiting"),
    Column("due_at", Time, nullable=False),
    Column("cause_at", Time, nullable=False),
    Column("expires_at", Time),
    Column("lease_until", Time, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("provider_id", String(128)),
    Column("provider_rank", Integer, nullable=False, default=0),
    Column("fault", Code, nullable=False, default=""),
    Column("made_at", Time, nullable=False),
    Column("done_at", Time),
    Column("rendition", Integer),
    Index("ix_outbox_provider_id", "provider_id"),
    Index("ix_outbox_report", "report"),
)
_waits = where(outbox.c.state == "waiting")
Index("ix_outbox_waiting", outbox.c.priority, outbox.c.due_at, outbox.c.seq, **_waits)
Index("ix_outbox_contact_waiting", outbox.c.contact, outbox.c.seq, **_waits)
# Never two messages to one person under way at once.
Index("ix_outbox_sending", outbox.c.contact, unique=True, **where(outbox.c.state == "sending"))

_for_many = where(outbox.c.rendition.is_not(None))
Index("ix_outbox_rendition", outbox.c.rendition, outbox.c.state, outbox.c.fault, **_for_many)

# What a person told the line, from the first message on. Each opens a case or is added to one.
reports = Table(
    "reports",
    metadata,
    _id(),
    Column("case", Id, ForeignKey("cases.id"), nullable=False),
    Column("contact", Id),
    Column("municipality", Code, nullable=False),
    Column("line", Id),
    Column("channel", Code, nullable=False),
    Column("language", Code, nullable=False),
    Column("kind", Code, nullable=False, default="unknown"),
    Column("code_enc", LargeBinary, nullable=False),
    Column("code_index", LargeBinary, nullable=False, unique=True),
    Column("intake", Code, nullable=False, default="talking"),
    Column("contact_state", Code, nullable=False, default="not_asked"),
    Column("contact_words_enc", LargeBinary),
    Column("invited_at", Time),
    Column("professional", Code, nullable=False, default=""),
    Column("profession_enc", LargeBinary),
    Column("institution_enc", LargeBinary),
    Column("reporter_enc", LargeBinary),
    Column("erase_asked_at", Time),
    Column("opened_at", Time, nullable=False),
    Column("heard_at", Time, nullable=False),
    Column("completed_at", Time),
    Column("taken_by", Id),
    Column("campaign", Integer),
    Index("ix_reports_case", "case"),
    Index("ix_reports_contact", "contact"),
)

# The record about the person in need. Coded fields are plain, so that indicators are set-based.
# state: received | looked_at | referred | accepted | intervened | closed
cases = Table(
    "cases",
    metadata,
    _id(),
    Column("municipality", Code, nullable=False),
    Column("state", Code, nullable=False, default="received"),
    Column("version", Integer, nullable=False, default=1),
    Column("channel", Code, nullable=False),
    Column("language", Code, nullable=False),
    Column("category", Code, nullable=False, default=""),
    Column("unit", Code, nullable=False, default=""),
    Column("whom", Code, nullable=False, default=""),
    Column("urgency", Integer, nullable=False, default=1),
    Column("danger", Boolean, nullable=False, default=False),
    Column("child", Boolean, nullable=False, default=False),
    Column("closed_circle", Code, nullable=False, default=""),
    Column("anonymity", Code, nullable=False, default="confidential"),
    Column("knows", Code, nullable=False, default=""),
    Column("sex", Code, nullable=False, default=""),
    Column("age_band", Code, nullable=False, default=""),
    Column("person_enc", LargeBinary),
    Column("place_enc", LargeBinary),
    Column("seen_enc", LargeBinary),
    Column("assigned_unit", Code, nullable=False, default=""),
    Column("assignee", Id),
    Column("outcome", Code, nullable=False, default=""),
    Column("outcome_enc", LargeBinary),
    Column("professional", Boolean, nullable=False, default=False),
    Column("incomplete", Boolean, nullable=False, default=False),
    Column("talking", Boolean, nullable=False, default=True),
    Column("fault", Code, nullable=False, default=""),
    Column("made_at", Time, nullable=False),
    Column("changed_at", Time, nullable=False),
    Column("acknowledged_at", Time),
    Column("urgent_at", Time),
    Column("escalated", Integer, nullable=False, default=0),
    Column("intervened_at", Time),
    Column("closed_at", Time),
    Index("ix_cases_queue", "municipality", "state", "urgency", "made_at"),
    Index("ix_cases_assignee", "assignee", "state"),
)

# A case handed to a unit; FHIR Task words: requested | accepted | rejected | completed | cancelled
referrals = Table(
    "referrals",
    metadata,
    _id(),
    Column("case", Id, ForeignKey("cases.id"), nullable=False),
    Column("municipality", Code, nullable=False),
    Column("unit", Code, nullable=False),
    Column("assignee", Id),
    Column("state", Code, nullable=False, default="requested"),
    Column("reason_enc", LargeBinary),
    Column("made_by", Id, nullable=False),
    Column("made_at", Time, nullable=False),
    Column("answered_at", Time),
    Column("answered_by", Id),
    Index("ix_referrals_case", "case"),
)

notes = Table(
    "notes",
    metadata,
    _id(),
    Column("case", Id, ForeignKey("cases.id"), nullable=False),
    Column("author", Id, nullable=False),
    Column("text_enc", LargeBinary, nullable=False),
    Column("at", Time, nullable=False),
    Index("ix_notes_case", "case"),
)

media = Table(
    "media",
    metadata,
    _id(),
    Column("report", Id, nullable=False),
    Column("line", Id, nullable=False),
    Column("kind", Code, nullable=False),
    Column("reference_enc", LargeBinary, nullable=False),
    Column("text_enc", LargeBinary),
    Column("state", Code, nullable=False, default="wanted"),
    Column("content_type", String(64), nullable=False, default=""),
    Column("size", BigInteger, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", Time, nullable=False, default=0),
    Column("made_at", Time, nullable=False),
    Index("ix_media_report", "report"),
    Index("ix_media_wanted", "state", "due_at"),
)

media_chunks = Table(
    "media_chunks",
    metadata,
    Column("media", Id, ForeignKey("media.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content_enc", LargeBinary, nullable=False),
)

pack_deliveries = Table(
    "pack_deliveries",
    metadata,
    _seq(),
    Column("topic", Code, nullable=False),
    Column("municipality", Code, nullable=False),
    Column("language", Code, nullable=False),
    Column("channel", Code, nullable=False),
    Column("at", Time, nullable=False),
)

pack_votes = Table(
    "pack_votes",
    metadata,
    _seq(),
    Column("topic", Code, nullable=False),
    Column("municipality", Code, nullable=False),
    Column("language", Code, nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("at", Time, nullable=False),
)

# Questions that no pack answers: masked words, sealed all the same; no sender, no report.
questions = Table(
    "questions",
    metadata,
    _id(),
    Column("municipality", Code, nullable=False),
    Column("language", Code, nullable=False),
    Column("words_enc", LargeBinary, nullable=False),
    Column("at", Time, nullable=False),
    Index("ix_questions_municipality_at", "municipality", "at"),
)

# What staff write into packs: public words, so nothing is sealed. `content` is the whole edition as
# locales.packdraft writes it; `revision` counts every change of the row, against lost updates.
# state: draft | reviewed | published | superseded | withdrawn
pack_versions = Table(
    "pack_versions",
    metadata,
    _id(),
    Column("topic", Code, nullable=False),
    Column("place", Code, nullable=False),
    Column("number", Integer, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
    Column("state", Code, nullable=False, default="draft"),
    Column("content", JSON, nullable=False),
    Column("author", Id, nullable=False),
    Column("made_at", Time, nullable=False),
    Column("changed_at", Time, nullable=False),
    Column("reviewer", Id),
    Column("reviewed_at", Time),
    Column("publisher", Id),
    Column("published_at", Time),
    Column("ended_at", Time),
    UniqueConstraint("topic", "place", "number"),
    # The database itself keeps anybody from reviewing their own words.
    CheckConstraint("reviewer <> author", name="ck_pack_versions_second_person"),
)
_edition = (pack_versions.c.topic, pack_versions.c.place)
_open = where(pack_versions.c.state.in_(("draft", "reviewed")))
Index("ix_pack_versions_open", *_edition, unique=True, **_open)
_told = where(pack_versions.c.state == "published")
Index("ix_pack_versions_published", *_edition, unique=True, **_told)

# Wrong reference codes: `person` "" counts for the whole line (safety S19).
code_tries = Table(
    "code_tries",
    metadata,
    _seq(),
    Column("person", LargeBinary, nullable=False),
    Column("at", Time, nullable=False),
    Index("ix_code_tries_person_at", "person", "at"),
)

operators = Table(
    "operators",
    metadata,
    _id(),
    Column("name", String(64), nullable=False, unique=True),
    Column("municipality", Code),
    Column("language", Code, nullable=False, default="sq"),
    Column("password_hash", String(255), nullable=False, default=""),
    Column("totp_enc", LargeBinary),
    Column("totp_step", BigInteger, nullable=False, default=0),
    Column("disabled_at", Time),
    # "" works in every unit of the municipality.
    Column("unit", Code, nullable=False, default=""),
    Column("on_duty", Boolean, nullable=False, default=False),
    Column("made_at", Time, nullable=False),
)

operator_roles = Table(
    "operator_roles",
    metadata,
    Column("operator", Id, ForeignKey("operators.id"), primary_key=True),
    Column("role", Code, primary_key=True),
)

# One-time tokens: kind "sign_in" (a link) or "duty" (join a chat to an account).
operator_tokens = Table(
    "operator_tokens",
    metadata,
    Column("token_index", LargeBinary, primary_key=True),
    Column("operator", Id, ForeignKey("operators.id"), nullable=False),
    Column("kind", Code, nullable=False),
    Column("expires_at", Time, nullable=False),
)

operator_sessions = Table(
    "operator_sessions",
    metadata,
    Column("token_index", LargeBinary, primary_key=True),
    Column("operator", Id, ForeignKey("operators.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("second_factor", Boolean, nullable=False, default=False),
    Column("made_at", Time, nullable=False),
    Column("seen_at", Time, nullable=False),
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    _seq(),
    Column("account_index", LargeBinary, nullable=False),
    Column("at", Time, nullable=False),
    Index("ix_sign_in_tries_account_index_at", "account_index", "at"),
)

# One hash chain per municipality ("" for the system); rows hold no personal word.
audit = Table(
    "audit",
    metadata,
    _seq(),
    Column("municipality", Code, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Time, nullable=False),
    Column("actor", Id, nullable=False),
    Column("action", Code, nullable=False),
    Column("object", Id, nullable=False, default=""),
    Column("detail", JSON, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("municipality", "number"),
    Index("ix_audit_object_at", "object", "at"),
)

# Organisations, services, locations and contact points in HSDS terms. `by_staff`: somebody edited it,
# so that seeding leaves it alone. kind: organization | service | location | service_at_location | contact
directory_entries = Table(
    "directory_entries",
    metadata,
    _id(),
    Column("municipality", Code, nullable=False),
    Column("kind", Code, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("by_staff", Boolean, nullable=False, default=False),
    Column("document_enc", LargeBinary, nullable=False),
    Column("made_at", Time, nullable=False),
    Column("changed_at", Time, nullable=False),
    Index("ix_directory_entries_municipality_kind", "municipality", "kind"),
)

# Each version of an entry. act: seeded | created | changed | imported
directory_versions = Table(
    "directory_versions",
    metadata,
    _seq(),
    Column("id", Id, nullable=False),
    Column("entry", Id, ForeignKey("directory_entries.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("act", Code, nullable=False),
    Column("actor", Id, nullable=False),
    Column("document_enc", LargeBinary, nullable=False),
    Column("at", Time, nullable=False),
    UniqueConstraint("entry", "number"),
)

# One message to many who agreed. `frozen_to` and `fed_to` are the contacts up to which the audience was
# written down and handed to the outbox: both only grow, so that a stop at any moment resumes exactly.
# state: draft | freezing | frozen | approved | running | paused | finished | cancelled
campaigns = Table(
    "campaigns",
    metadata,
    Column("number", Sequence, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("municipality", Code, nullable=False),
    Column("name", String(80), nullable=False),
    Column("template", Code, nullable=False, default=""),
    Column("topic", Code, nullable=False),
    Column("sensitive", Boolean, nullable=False, default=False),
    Column("pack", Code, nullable=False, default=""),
    Column("keyword", Code, nullable=False, default=""),
    Column("details", JSON, nullable=False),
    Column("audience", JSON, nullable=False),
    Column("state", Code, nullable=False, default="draft"),
    Column("version", Integer, nullable=False, default=1),
    Column("author", Id, nullable=False),
    Column("edited_by", Id, nullable=False),
    Column("approver", Id),
    Column("approved_at", Time),
    Column("start_at", Time),
    Column("made_at", Time, nullable=False),
    Column("changed_at", Time, nullable=False),
    Column("frozen_to", Id, nullable=False, default=""),
    Column("frozen_at", Time),
    Column("size", Integer, nullable=False, default=0),
    Column("fed_to", Id, nullable=False, default=""),
    Column("fed", Integer, nullable=False, default=0),
    Column("started_at", Time),
    Column("resumed_at", Time),
    Column("finished_at", Time),
    Column("why", Code, nullable=False, default=""),
    Column("event", Id),
    # The database itself keeps anybody from approving their own words.
    CheckConstraint("approver <> author", name="ck_campaigns_second_person"),
    CheckConstraint("approver <> edited_by", name="ck_campaigns_another_editor"),
    Index("ix_campaigns_municipality", "municipality", "number"),
)
_under_way = where(campaigns.c.state.in_(("freezing", "approved", "running", "paused")))
Index("ix_campaigns_under_way", campaigns.c.state, **_under_way)

# `text` is for chats, `sms` for phones; public words, so nothing is sealed.
campaign_texts = Table(
    "campaign_texts",
    metadata,
    Column("campaign", Integer, ForeignKey("campaigns.number"), primary_key=True),
    Column("language", Code, primary_key=True),
    Column("text", Text, nullable=False, default=""),
    Column("sms", Text, nullable=False, default=""),
)

campaign_images = Table(
    "campaign_images",
    metadata,
    Column("campaign", Integer, ForeignKey("campaigns.number"), primary_key=True),
    Column("content_type", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# Exactly what one kind of recipient gets, made when the audience is frozen; `outgoing` is packed as in
# the outbox. `fed_to`: up to which contact this channel's recipients were handed to the outbox, each
# channel at its own rate. `price` is millionths of the currency a segment, NULL where nobody gave one.
campaign_renditions = Table(
    "campaign_renditions",
    metadata,
    Column("number", Sequence, primary_key=True, autoincrement=True),
    Column("campaign", Integer, ForeignKey("campaigns.number"), nullable=False),
    Column("language", Code, nullable=False),
    Column("channel", Code, nullable=False),
    Column("diacritics", Boolean, nullable=False),
    Column("country", String(2), nullable=False),
    Column("outgoing", LargeBinary, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("price", BigInteger),
    Column("currency", String(3), nullable=False, default=""),
    Column("size", Integer, nullable=False, default=0),
    Column("fed_to", Id, nullable=False, server_default=""),
    UniqueConstraint(
        "campaign",
        "language",
        "channel",
        "diacritics",
        "country",
        name="uq_campaign_renditions_kind",
    ),
)

# The frozen audience, in the order of contacts; what became of each lies in the outbox.
campaign_recipients = Table(
    "campaign_recipients",
    metadata,
    Column("campaign", Integer, primary_key=True, autoincrement=False),
    Column("contact", Id, primary_key=True),
    Column("rendition", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# What became of how many, by words of the outbox; written beside the sending, never by a page.
campaign_tallies = Table(
    "campaign_tallies",
    metadata,
    Column("rendition", Integer, ForeignKey("campaign_renditions.number"), primary_key=True),
    Column("state", Code, primary_key=True),
    Column("fault", Code, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("at", Time, nullable=False),
)

# Whoever wrote after a campaign: `became` "" | pack | report.
campaign_replies = Table(
    "campaign_replies",
    metadata,
    Column("campaign", Integer, primary_key=True, autoincrement=False),
    Column("contact", Id, primary_key=True),
    Column("at", Time, nullable=False),
    Column("became", Code, nullable=False, default=""),
)

# Proof of each yes and each no: when, on which line, in which way, to which text; append-only.
# what: given | withdrawn; way: word | button | link | import | blocked | forgotten
consents = Table(
    "consents",
    metadata,
    _seq(),
    Column("contact", Id, nullable=False),
    Column("line", Id, nullable=False),
    Column("municipality", Code, nullable=False, default=""),
    Column("what", Code, nullable=False),
    Column("topics", String(120), nullable=False),
    Column("way", Code, nullable=False),
    Column("text", Code, nullable=False, default=""),
    Column("text_digest", String(64), nullable=False, default=""),
    Column("import_id", Id),
    Column("campaign", Integer),
    Column("at", Time, nullable=False),
    Index("ix_consents_contact_seq", "contact", "seq"),
)
_after = where(consents.c.campaign.is_not(None))
Index("ix_consents_campaign", consents.c.campaign, **_after)

# A list of phones that staff brought, and where these people said yes.
contact_imports = Table(
    "contact_imports",
    metadata,
    _id(),
    Column("municipality", Code, nullable=False),
    Column("operator", Id, nullable=False),
    Column("source", String(200), nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("at", Time, nullable=False),
    Index("ix_contact_imports_municipality_at", "municipality", "at"),
)

# What one SMS segment costs: `price` in millionths of the currency, `source` where staff read it.
sms_prices = Table(
    "sms_prices",
    metadata,
    Column("municipality", Code, primary_key=True),
    Column("provider", Code, primary_key=True),
    Column("country", String(2), primary_key=True),
    Column("price", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("source", String(200), nullable=False),
    Column("changed_by", Id, nullable=False),
    Column("changed_at", Time, nullable=False),
)

# What a municipality may spend on campaigns in a year, in minor units of the currency.
campaign_budgets = Table(
    "campaign_budgets",
    metadata,
    Column("municipality", Code, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("changed_by", Id, nullable=False),
    Column("changed_at", Time, nullable=False),
)

# Information meetings and other events; public words by language. state: draft | published | cancelled
events = Table(
    "events",
    metadata,
    _id(),
    Column("municipality", Code, nullable=False),
    Column("state", Code, nullable=False, default="draft"),
    Column("revision", Integer, nullable=False, default=1),
    Column("kind", Code, nullable=False),
    Column("starts_at", Time, nullable=False),
    Column("ends_at", Time, nullable=False),
    Column("content", JSON, nullable=False),
    Column("reminder", Integer),
    Column("author", Id, nullable=False),
    Column("made_at", Time, nullable=False),
    Column("changed_at", Time, nullable=False),
    Index("ix_events_municipality_starts_at", "municipality", "starts_at"),
)

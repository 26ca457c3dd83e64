"""The SMS channel by Twilio: what is accepted, what is sent, and how."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import msgspec

from bot import clock
from bot.channels.base import Arrival, Delivery, Limits, Refused, SendFailed, Source, Supplies
from bot.channels.twilio_sms.client import open_client
from bot.channels.twilio_sms.failures import failure_of
from bot.channels.twilio_sms.guard import HourlyLimit
from bot.channels.twilio_sms.signature import BrokenForm, is_signed, read_form
from flows.messages import Attachment, AttachmentKind, Inbound, Outgoing
from storage.dialling import ALLOWED_PREFIXES, country_of, refusal
from storage.senders import kind_of_sender
from storage.settings import Settings

SIGNATURE_HEADER: Final = "X-Twilio-Signature"
STATUS_PATH: Final = "/twilio/status"
FILE_HOSTS: Final = ("media.twiliocdn.com", "mms.twiliocdn.com")
"""Where Twilio's media addresses redirect to."""
MAX_MEDIA: Final = 10
HOUR_AT_A_RATE: Final = 4000
"""SMS an hour at one a second; the limit keeps a tenth of them for danger numbers."""
CAMPAIGNS_EACH: Final = 12
"""SMS of campaigns, and tests of them, that one phone gets in an hour at most."""


class TwilioConfig(msgspec.Struct, frozen=True, kw_only=True):
    """One sender: account, auth tokens (two while rotating), number or messaging service.

    `public_url` is where Twilio calls us, as it is configured at Twilio. Hourly limits are SMS. `own`
    are our numbers: what is sent there would come back as somebody's message.
    """

    account: str
    tokens: tuple[str, ...]
    sender: str = ""
    service: str = ""
    public_url: str
    api_url: str = "https://api.twilio.com"
    prefixes: tuple[str, ...] = ALLOWED_PREFIXES
    hourly: int = 2000
    hourly_each: int = 60
    own: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"TwilioConfig({self.api_url})"


class Created(msgspec.Struct):
    """What Twilio says of a message it took, or why it took none."""

    sid: str = ""
    code: int | None = None


class TwilioSms:
    """One SMS sender in and out, over the process's one client session."""

    name = "sms"
    limits = Limits(max_chars=1600, segments=10, buttons=False)

    def __init__(
        self,
        config: TwilioConfig,
        session: aiohttp.ClientSession,
        now: Callable[[], int] = clock.now,
        supplies: Supplies | None = None,
    ) -> None:
        """With `supplies` it carries campaigns: only to countries that have a price (R25)."""
        self._config = config
        self._supplies = supplies
        self._tokens = tuple(one.encode() for one in config.tokens if one)
        self._limit = HourlyLimit(now, config.hourly, config.hourly_each)
        self._client = open_client(config.account, next(iter(config.tokens), ""), session)
        self._messages = f"{config.api_url}/2010-04-01/Accounts/{config.account}/Messages.json"

    def verify(self, headers: Mapping[str, str], url_path: str, body: bytes) -> None:
        """Refuse what is not signed for our configured address, never the Host header's (R28)."""
        given = headers.get(SIGNATURE_HEADER, "")
        try:
            form = read_form(body, errors="surrogateescape")
            signed = is_signed(self._tokens, self._config.public_url + url_path, form, given)
        except ValueError:  # no form, or a path that makes no address
            raise Refused(self.name) from None
        if not signed:
            raise Refused(self.name)

    def parse(self, body: bytes) -> Arrival:
        """Decode one incoming message; never raises."""
        try:
            form = dict(read_form(body))
        except BrokenForm:
            form = {}
        sid, phone = form.get("MessageSid", ""), form.get("From", "")
        if not sid or not phone:
            return Arrival(external_id=sid or _digest(body), fault="unreadable")
        inbound = Inbound(text=form.get("Body", ""), attachments=_attachments(form))
        return Arrival(external_id=sid, address=phone, inbound=inbound)

    def delivery(self, body: bytes) -> Delivery | None:
        """Decode a status callback; None when it names no message."""
        try:
            form = dict(read_form(body))
        except BrokenForm:
            return None
        sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
        code = form.get("ErrorCode", "")
        return Delivery(sid, status, f"twilio_{code}" if code else "") if sid and status else None

    async def send(self, address: str, outgoing: Outgoing, part: int) -> str:
        """Send one part to an E.164 phone; the MessageSid. Raises SendFailed."""
        why_not = refusal(address, self._config.prefixes)
        if why_not:
            raise SendFailed(why_not, blame="person")
        if address in self._config.own:
            raise SendFailed("own_number", blame="person")
        if self._supplies and not await self._supplies.priced(country_of(address)):
            raise SendFailed("no_price", blame="person")
        self._limit.take(address, urgent=outgoing.urgent)
        answer = await self._client.request_async(
            "POST", self._messages, data=self._message(address, outgoing.parts[part])
        )
        return _sid_of(answer.status_code, answer.text)

    async def locate(self, reference: str) -> Source:
        """Where a media address of an MMS is fetched. Raises SendFailed for a foreign host."""
        own = urlsplit(self._config.api_url)
        asked = urlsplit(reference)
        if (asked.scheme, asked.netloc) != (own.scheme, own.netloc):
            raise SendFailed("foreign_host")
        login = (self._config.account, next(iter(self._config.tokens), ""))
        return Source(url=reference, login=login, hosts=FILE_HOSTS)

    def _message(self, address: str, text: str) -> dict[str, str]:
        sender = (
            {"MessagingServiceSid": self._config.service}
            if self._config.service
            else {"From": self._config.sender}
        )
        status = self._config.public_url + STATUS_PATH
        return {"To": address, "Body": text, "StatusCallback": status, **sender}


def _sid_of(status: int, text: str) -> str:
    try:
        told = msgspec.json.decode(text, type=Created)
    except msgspec.MsgspecError:
        told = Created()
    if status >= 300:
        raise failure_of(status, told.code or 0)
    if not told.sid:
        raise SendFailed("in_doubt", doubt=True)
    return told.sid


def _attachments(form: Mapping[str, str]) -> tuple[Attachment, ...]:
    found = []
    for number in range(MAX_MEDIA):
        url = form.get(f"MediaUrl{number}", "")
        if url:
            kind = _kind(form.get(f"MediaContentType{number}", ""))
            found.append(Attachment(kind, reference=url))
    return tuple(found)


def _kind(content_type: str) -> AttachmentKind:
    if content_type.startswith("image/"):
        return "photo"
    if content_type.startswith("audio/"):
        return "voice"
    return "contact" if content_type in ("text/vcard", "text/x-vcard") else "other"


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def open_sms(settings: Settings, session: aiohttp.ClientSession) -> TwilioSms | None:
    """The sender that the settings name, or None when there is no account."""
    if not settings.twilio_account_sid:
        return None
    config = _account(settings)
    return TwilioSms(
        msgspec.structs.replace(
            config, sender=settings.twilio_from, service=settings.twilio_messaging_service
        ),
        session,
    )


def open_sms_campaigns(
    settings: Settings, session: aiohttp.ClientSession, supplies: Supplies
) -> TwilioSms | None:
    """The second sender, which campaigns leave from; None when the settings name none.

    Its hourly limit is what its rate allows: audience, price and budget were weighed by two people.
    """
    given = settings.twilio_campaign_from
    if not settings.twilio_account_sid or not given:
        return None
    from_service = kind_of_sender(given) == "service"
    config = msgspec.structs.replace(
        _account(settings),
        sender="" if from_service else given,
        service=given if from_service else "",
        hourly=settings.twilio_campaign_rate * HOUR_AT_A_RATE,
        hourly_each=CAMPAIGNS_EACH,
    )
    return TwilioSms(config, session, supplies=supplies)


def _account(settings: Settings) -> TwilioConfig:
    """What both senders share."""
    return TwilioConfig(
        account=settings.twilio_account_sid,
        tokens=settings.twilio_auth_tokens,
        public_url=settings.public_url.rstrip("/"),
        api_url=settings.twilio_api_url.rstrip("/"),
        own=tuple(filter(None, (settings.twilio_from, settings.twilio_campaign_from))),
    )

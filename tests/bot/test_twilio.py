"""Whose SMS is believed, what it says, and what each refusal of Twilio means."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat as Format
from phonenumbers import PhoneNumberType, example_number_for_type, format_number
from twilio.request_validator import RequestValidator

from bot.channels.base import Delivery, Refused, SendFailed
from bot.channels.twilio_sms import TwilioConfig, TwilioSms
from bot.channels.twilio_sms.guard import HourlyLimit
from bot.channels.twilio_sms.signature import is_signed, read_form
from bot.stubs.server import Planned
from flows.messages import Attachment, Inbound, Outgoing
from storage.dialling import ALLOWED_PREFIXES, refusal
from tests.bot.kit import BY_NAME, payload
from tests.bot.rig import ACCOUNT, AUTH, NOON, NUMBER, Rig

PHONE = "+355690000001"
HELLO = Outgoing(parts=("Pershendetje",))
FORM = b"MessageSid=SM1&From=%2B355690000001&Body=a+b&Body=a+b&Empty="
PLAIN = {"MessageSid": "SM1", "From": PHONE, "Body": "a b", "Empty": ""}
HTTPS = "https://line.example/twilio/sms"


def by_twilio(url: str, form: dict[str, str], token: str = AUTH) -> str:
    return str(RequestValidator(token).compute_signature(url, form))


@pytest.mark.parametrize(
    ("called", "signed", "token", "body", "believed"),
    [
        (HTTPS, HTTPS, AUTH, FORM, True),
        (HTTPS, "https://line.example:443/twilio/sms", AUTH, FORM, True),
        ("https://line.example:443/twilio/sms", HTTPS, AUTH, FORM, True),
        ("https://line.example:8443/twilio/sms", HTTPS, AUTH, FORM, True),
        ("http://line.example/twilio/sms", "http://line.example:80/twilio/sms", AUTH, FORM, True),
        (f"{HTTPS}?a=1", f"{HTTPS}?a=1", AUTH, FORM, True),
        (HTTPS, HTTPS, "older-auth-token", FORM, True),
        (HTTPS, HTTPS, AUTH, b"Empty=&Body=a+b&From=%2B355690000001&MessageSid=SM1", True),
        (HTTPS, HTTPS, AUTH, FORM.replace(b"+b", b"%20b"), True),
        (HTTPS, HTTPS, "wrong-token", FORM, False),
        (HTTPS, HTTPS, "", FORM, False),
        (HTTPS, "https://other.example/twilio/sms", AUTH, FORM, False),
        (HTTPS, "http://line.example/twilio/sms", AUTH, FORM, False),
        (HTTPS, "https://line.example/twilio/status", AUTH, FORM, False),
        (HTTPS, f"{HTTPS}/", AUTH, FORM, False),
        (HTTPS, f"{HTTPS}?a=1", AUTH, FORM, False),
        (HTTPS, HTTPS, AUTH, FORM + b"&More=1", False),
        (HTTPS, HTTPS, AUTH, FORM.replace(b"&Empty=", b""), False),
        (HTTPS, HTTPS, AUTH, FORM.replace(b"a+b&Body=a+b", b"a+b&Body=other"), False),
        (HTTPS, HTTPS, AUTH, FORM.replace(b"SM1", b"SM2"), False),
        (HTTPS, HTTPS, AUTH, FORM.replace(b"Body", b"body"), False),
        (HTTPS, HTTPS, AUTH, b"", False),
    ],
)
def test_a_delivery_is_believed_exactly_when_it_is_signed_for_our_address(
    called: str, signed: str, token: str, body: bytes, believed: bool
) -> None:
    given_signature = by_twilio(signed, PLAIN, token)
    tokens = (AUTH.encode(), b"older-auth-token")
    form = read_form(body)
    assert is_signed(tokens, called, form, given_signature) is believed


@settings(max_examples=60)
@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=6))
def test_any_form_is_signed_as_twilios_own_library_signs_it(form: dict[str, str]) -> None:
    assert is_signed((AUTH.encode(),), HTTPS, list(form.items()), by_twilio(HTTPS, form))
    assert not is_signed((b"other",), HTTPS, list(form.items()), by_twilio(HTTPS, form))


@pytest.mark.parametrize("body", [b"&".join([b"a=1"] * 501), b"a=\xc3\xab", b"a=%zz&\xff"])
async def test_what_is_no_form_is_refused(rig: Rig, body: bytes) -> None:
    with pytest.raises(Refused):
        rig.channels["sms"].verify({"X-Twilio-Signature": "x"}, "/twilio/sms", body)


async def test_without_a_token_nothing_is_believed(rig: Rig) -> None:
    config = TwilioConfig(account=ACCOUNT, tokens=("",), public_url="https://line.example")
    channel = TwilioSms(config, rig.session)
    headers = {"X-Twilio-Signature": by_twilio(HTTPS, PLAIN, "")}
    with pytest.raises(Refused):
        channel.verify(headers, "/twilio/sms", FORM)


@pytest.mark.parametrize(
    ("name", "inbound"),
    [
        ("kept.albanian", Inbound("Fëmija është vetëm në shtëpi, çfarë të bëj?")),
        ("kept.cyrillic", Inbound("Комшиница нема шта да једе")),
        ("kept.empty", Inbound()),
        ("kept.plus-and-ampersand", Inbound("1+1=2 & 100% e sigurt; a=b\r\n\tfund")),
        (
            "kept.voice-and-card",
            Inbound(
                attachments=(
                    Attachment("voice", "https://api.twilio.com/a/ME1"),
                    Attachment("contact", "https://api.twilio.com/a/ME2"),
                )
            ),
        ),
    ],
)
async def test_an_sms_in_our_words(rig: Rig, name: str, inbound: Inbound) -> None:
    arrival = rig.channels["sms"].parse(payload(BY_NAME["sms"].bodies(name)[0]))
    assert arrival.inbound == inbound
    assert arrival.address == PHONE
    assert arrival.external_id.startswith("SM")


async def test_an_sms_leaves_with_its_status_callback(rig: Rig) -> None:
    rig.twilio.call_back = False
    sid = await rig.channels["sms"].send(PHONE, HELLO, 0)
    sent = rig.twilio.sent[PHONE][0]
    assert sent["sid"] == sid
    assert (sent["From"], sent["Body"]) == (NUMBER, "Pershendetje")
    assert sent["StatusCallback"] == f"{rig.url}/twilio/status"


def refusal_of_twilio(status: int, code: int) -> Planned:
    return Planned(status, msgspec.json.encode({"code": code, "message": "?", "status": status}))


RETRIED = {"retry": True, "doubt": False, "opted_out": False}
FINAL = {"retry": False, "doubt": False, "opted_out": False}
FAILURES = [
    (refusal_of_twilio(400, 21610), {"opted_out": True, "retry": False, "blame": "person"}),
    (refusal_of_twilio(400, 21211), FINAL | {"blame": "person"}),
    (refusal_of_twilio(400, 21614), FINAL | {"blame": "person"}),
    (refusal_of_twilio(400, 21612), FINAL | {"blame": "person"}),
    (refusal_of_twilio(400, 30004), FINAL),
    (refusal_of_twilio(400, 30005), FINAL),
    (refusal_of_twilio(400, 30006), FINAL),
    (refusal_of_twilio(400, 30007), FINAL),
    (refusal_of_twilio(400, 21617), FINAL | {"blame": "us"}),
    (refusal_of_twilio(400, 99999), FINAL),
    (refusal_of_twilio(400, 30003), RETRIED | {"after": 600.0, "blame": "person"}),
    (refusal_of_twilio(400, 30008), RETRIED | {"after": 600.0}),
    (refusal_of_twilio(429, 20429), RETRIED | {"after": 2.0}),
    (refusal_of_twilio(401, 20003), RETRIED | {"after": 60.0, "blame": "us"}),
    (refusal_of_twilio(404, 20404), RETRIED | {"after": 60.0, "blame": "us"}),
    (Planned(503, b"<html>"), RETRIED),
    (Planned(201, b"{}"), {"doubt": True, "retry": False}),
    (Planned(drop=True), {"doubt": True, "retry": False}),
]


@pytest.mark.parametrize(("end", "meaning"), FAILURES)
async def test_a_failed_sms_says_what_to_do_with_it(
    rig: Rig, end: Planned, meaning: dict[str, object]
) -> None:
    rig.twilio.plan([end])
    with pytest.raises(SendFailed) as failed:
        await rig.channels["sms"].send(PHONE, HELLO, 0)
    assert {name: getattr(failed.value, name) for name in meaning} == meaning


async def test_no_connection_is_surely_not_sent(rig: Rig) -> None:
    await rig.twilio.stop()
    with pytest.raises(SendFailed) as failed:
        await rig.channels["sms"].send(PHONE, HELLO, 0)
    assert failed.value.retry


def test_premium_numbers_of_every_country_we_write_to_get_nothing() -> None:
    regions = {"+355": "AL", "+383": "XK", "+381": "RS", "+382": "ME", "+389": "MK"}
    assert set(regions) == set(ALLOWED_PREFIXES)
    dear = [
        example_number_for_type(region, PhoneNumberType.PREMIUM_RATE) for region in regions.values()
    ]
    phones = [format_number(one, Format.E164) for one in dear if one is not None]
    assert len(phones) >= 4
    assert [refusal(phone) for phone in phones] == ["dear_number"] * len(phones)


@pytest.mark.parametrize("region", ["AL", "XK", "RS", "ME", "MK"])
def test_mobile_phones_of_these_countries_are_written_to(region: str) -> None:
    mobile = example_number_for_type(region, PhoneNumberType.MOBILE)
    assert mobile is not None
    assert refusal(format_number(mobile, Format.E164)) == ""


@pytest.mark.parametrize(
    "address", ["112", "+112", "+355112", "+442070313000", "+12025550123", "OPERATOR", "+3556ë", ""]
)
async def test_short_emergency_and_foreign_numbers_cost_nothing(rig: Rig, address: str) -> None:
    with pytest.raises(SendFailed) as failed:
        await rig.channels["sms"].send(address, HELLO, 0)
    assert not failed.value.retry
    assert rig.twilio.sent == {}


def test_the_hourly_limits_end_with_the_hour() -> None:
    time = [NOON]
    limit = HourlyLimit(lambda: time[0], overall=4, each=2)
    limit.take(PHONE)
    limit.take(PHONE)
    with pytest.raises(SendFailed, match="hourly_phone_limit"):
        limit.take(PHONE)
    limit.take("+355690000002")
    with pytest.raises(SendFailed, match="hourly_limit") as failed:
        limit.take("+355690000003")
    time[0] += int(failed.value.after * 1_000_000)
    limit.take(PHONE)


def test_many_phones_cannot_use_up_what_is_kept_for_danger_numbers() -> None:
    limit = HourlyLimit(lambda: NOON, overall=20, each=1)
    for number in range(18):
        limit.take(f"+3556900000{number:02}")
    with pytest.raises(SendFailed, match="hourly_limit") as failed:
        limit.take("+355690000099")
    assert failed.value.alone
    limit.take(PHONE, urgent=True)
    limit.take(PHONE, urgent=True)
    with pytest.raises(SendFailed, match="hourly_limit"):
        limit.take(PHONE, urgent=True)


async def test_danger_numbers_leave_when_the_line_has_used_up_its_hour(rig: Rig) -> None:
    channel = rig.channels["sms"]
    assert isinstance(channel, TwilioSms)
    channel._limit = HourlyLimit(lambda: NOON, overall=10, each=0)
    with pytest.raises(SendFailed, match="hourly_phone_limit"):
        await channel.send(PHONE, HELLO, 0)
    await channel.send(PHONE, Outgoing(parts=("112",), urgent=True), 0)
    assert [one["Body"] for one in rig.twilio.sent[PHONE]] == ["112"]


async def test_a_status_report_in_our_words(rig: Rig) -> None:
    channel = rig.channels["sms"]
    assert isinstance(channel, TwilioSms)
    body = b"MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003"
    assert channel.delivery(body) == Delivery("SM1", "undelivered", "twilio_30003")
    assert channel.delivery(b"MessageStatus=sent") is None
    assert channel.delivery(b"\xff") is None

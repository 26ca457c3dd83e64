"""From the word on a phone to the audience at the desk: whoever agreed is in it, with true proof."""

import hashlib

from sqlalchemy import select

from flows.campaigns import TOPICS, Audience
from locales.catalog import load_catalog
from storage.consents import Consent
from storage.schema import contacts
from tests.bot.test_guessing import Talks, talks

__all__ = ["talks"]
PHONE = "+355691000001"


def reached(talks: Talks) -> dict[str, int]:
    """By topic, how many people a campaign would reach in Kuçovë now; topics without any left out."""

    def count(topic: str) -> int:
        groups = talks.db.read_now(
            lambda unit: unit.audiences.count("kucova", topic, Audience(), "sq", talks.now)
        )
        return sum(group.count for group in groups)

    return {topic: count(topic) for topic in TOPICS if count(topic)}


def proof(talks: Talks) -> list[Consent]:
    """What whoever wrote said yes and no to, oldest first."""
    row = select(contacts.c.id).order_by(contacts.c.made_at).limit(1)
    contact = talks.db.read_now(lambda unit: unit.connection.execute(row).scalar_one())
    return talks.db.read_now(lambda unit: unit.consents.of_contact(contact))


def digest(key: str, language: str, **params: str) -> str:
    """Of the words as the catalogue has them for SMS."""
    words = load_catalog().text(key, language, channel="sms", **params)
    return hashlib.sha256(words.encode()).hexdigest()


def test_a_word_brings_somebody_into_the_audience_of_that_topic_alone(talks: Talks) -> None:
    answer = talks.say(PHONE, "LAJME SHKOLLA")
    assert reached(talks) == {"school": 1}
    assert "Shkolla" in answer
    assert "NDAL" in answer


def test_the_proof_of_a_word_is_the_text_that_answered_it(talks: Talks) -> None:
    talks.say(PHONE, "vesti škola")
    (act,) = proof(talks)
    assert (act.municipality, act.what, act.topics, act.way) == (
        "kucova", "given", ("school",), "word",
    )  # fmt: skip
    assert act.text == "news.at_once"
    assert act.digest == digest(act.text, "sr-Latn", office="opštine", topic="Škola")


def test_the_proof_of_a_choice_is_the_text_above_the_choices(talks: Talks) -> None:
    asked = talks.say(PHONE, "LAJME")
    talks.say(PHONE, "3")
    (act,) = proof(talks)
    assert (act.text, act.digest) == ("news.ask", digest("news.ask", "sq", office="bashkisë"))
    assert "bashkise" in asked
    assert reached(talks) == {"school": 1}


def test_a_choice_that_is_made_twice_by_sms_is_still_a_yes(talks: Talks) -> None:
    for _ in range(2):
        talks.say(PHONE, "LAJME")
        talks.say(PHONE, "3")
    assert reached(talks) == {"school": 1}


def test_whoever_only_reports_is_in_no_audience(talks: Talks) -> None:
    talks.say(PHONE, "komshiu i moshuar nuk ka buke")
    assert reached(talks) == {}


def test_stop_leaves_every_audience_and_start_comes_back_to_none(talks: Talks) -> None:
    talks.say(PHONE, "LAJME SHKOLLA")
    talks.say(PHONE, "LAJME PUNA")
    talks.say(PHONE, "NDAL")
    assert reached(talks) == {}
    assert "LAJME" in talks.say(PHONE, "FILLO")
    assert reached(talks) == {}
    assert [act.what for act in proof(talks)] == ["given", "given", "withdrawn"]


def test_one_topic_ends_and_the_other_stays(talks: Talks) -> None:
    talks.say(PHONE, "LAJME SHKOLLA")
    talks.say(PHONE, "LAJME PUNA")
    talks.say(PHONE, "ndal shkolla")
    assert reached(talks) == {"work": 1}


def test_whoever_is_forgotten_leaves_and_may_agree_anew(talks: Talks) -> None:
    talks.say(PHONE, "LAJME SHKOLLA")
    talks.say(PHONE, "ME HARRO")
    assert reached(talks) == {}
    talks.say(PHONE, "LAJME SHKOLLA")
    assert reached(talks) == {"school": 1}

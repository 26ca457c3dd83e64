"""What campaigns may cost: the price of a segment by country, the budget of a year, what is spent."""

import datetime
import re
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from aiohttp import web

from admin.campaigning import asked_place
from admin.desk import Desk
from admin.naming import name_of
from storage.campaign_money import Budget, Price
from storage.municipality import Municipality
from storage.unit import Unit

PROVIDERS: Final = ("twilio",)
COUNTRIES: Final = ("AL", "XK", "RS", "ME", "MK")
"""Where SMS may go at all (`storage.dialling`)."""
CURRENCIES: Final = ("EUR", "ALL", "USD")
MONEY: Final = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?")
MILLION: Final = 1_000_000
CENTS: Final = 100
SECOND: Final = 1_000_000


async def show(desk: Desk) -> web.Response:
    """Prices, budget and what is spent this year."""
    place = asked_place(desk)
    year, years = _year(desk, place)

    def read(unit: Unit) -> tuple[list[Price], Budget | None, int]:
        money = unit.campaign_money
        return (
            money.prices(place.slug),
            money.budget(place.slug, year),
            money.spent(place.slug, year),
        )

    prices, budget, spent = await desk.services.database.read(read)
    return desk.show(
        "campaign_money.html",
        place=place,
        year=year,
        years=[(str(one), str(one)) for one in years],
        prices=[(one, as_money(one.price, MILLION)) for one in prices],
        budget=as_money(budget.amount, CENTS) if budget else "",
        currency=budget.currency if budget else CURRENCIES[0],
        spent=as_money(spent, CENTS),
        left=as_money(budget.amount - spent, CENTS) if budget else "",
        providers=[(one, one) for one in PROVIDERS],
        countries=[(one, desk.text(f"country.{one}")) for one in COUNTRIES],
        currencies=[(one, one) for one in CURRENCIES],
        municipalities=[(one.slug, name_of(desk, one.names)) for one in desk.places],
    )


async def set_price(desk: Desk) -> web.Response:
    """Keep what a segment costs, and where staff read it; all prices are in one currency."""
    place, typed = asked_place(desk), desk.field("price", 20)
    provider, country = desk.field("provider", 20), desk.field("country", 2)
    currency, source = desk.field("currency", 3), desk.field("source", 200)
    known = provider in PROVIDERS and country in COUNTRIES and currency in CURRENCIES
    if not known or not MONEY.fullmatch(typed) or not source:
        return desk.go(_path(place), "money")
    price = Price(provider, country, _amount(typed, MILLION), currency, source)
    now, who = desk.now, desk.staff.id

    def write(unit: Unit) -> str:
        others = [
            one
            for one in unit.campaign_money.prices(place.slug)
            if (one.provider, one.country) != (provider, country)
        ]
        if any(one.currency != currency for one in others):
            return "one_currency"
        unit.campaign_money.set_price(place.slug, price, who, now)
        detail = {"country": country, "price": str(price.price), "currency": currency}
        unit.audit.add(place.slug, who, "set_sms_price", "", detail, now)
        return "saved"

    return desk.go(_path(place), await desk.services.database.write(write))


async def remove_price(desk: Desk) -> web.Response:
    """Nothing goes to a country any more, until there is a price again."""
    place, now, who = asked_place(desk), desk.now, desk.staff.id
    provider, country = desk.field("provider", 20), desk.field("country", 2)

    def write(unit: Unit) -> None:
        if unit.campaign_money.remove_price(place.slug, provider, country):
            unit.audit.add(place.slug, who, "remove_sms_price", "", {"country": country}, now)

    await desk.services.database.write(write)
    return desk.go(_path(place), "saved")


async def set_budget(desk: Desk) -> web.Response:
    """Keep what may be spent this year."""
    place, typed, currency = (
        asked_place(desk),
        desk.field("amount", 20),
        desk.field("currency", 3),
    )
    if currency not in CURRENCIES or not MONEY.fullmatch(typed):
        return desk.go(_path(place), "money")
    (year, _), now, who = _year(desk, place), desk.now, desk.staff.id
    budget = Budget(_amount(typed, CENTS), currency)

    def write(unit: Unit) -> None:
        unit.campaign_money.set_budget(place.slug, year, budget, who, now)
        detail = {"year": str(year), "amount": str(budget.amount), "currency": currency}
        unit.audit.add(place.slug, who, "set_campaign_budget", "", detail, now)

    await desk.services.database.write(write)
    return desk.go(f"{_path(place)}&year={year}", "saved")


def as_money(amount: int, parts: int) -> str:
    """An amount of so many parts of the currency as people write it, "12.50" or "0.0725"."""
    value = Decimal(amount) / parts
    cents = value.quantize(Decimal("0.01"))
    return f"{cents if cents == value else value.normalize():f}"


def _amount(typed: str, parts: int) -> int:
    return int((Decimal(typed.replace(",", ".")) * parts).to_integral_value())


def _path(place: Municipality) -> str:
    return f"/desk/campaigns/money?municipality={place.slug}"


def _year(desk: Desk, place: Municipality) -> tuple[int, tuple[int, int]]:
    """The year that is asked for, of this one and the next."""
    zone = ZoneInfo(place.time_zone)
    this = datetime.datetime.fromtimestamp(desk.now / SECOND, zone).year
    asked = desk.form.get("year", "") or desk.request.query.get("year", "")
    return (this + 1 if asked == str(this + 1) else this), (this, this + 1)

"""The whole surface on one screen: method, path, permission, page."""

from typing import Final

from admin.access import PUBLIC, SIGNED_IN, check_table
from admin.gate import Route
from admin.pages import (
    account,
    audit,
    campaign,
    campaign_edit,
    campaign_image,
    campaign_import,
    campaign_money,
    campaign_steps,
    campaign_trial,
    campaigns,
    directory,
    directory_edit,
    directory_exchange,
    duty,
    event,
    event_edit,
    event_steps,
    events,
    failed,
    find,
    identity,
    media,
    notes,
    operators,
    pack,
    pack_edit,
    pack_history,
    packs,
    phone,
    printing,
    public_calendar,
    public_hsds,
    public_info,
    public_landing,
    public_language,
    public_sign_in,
    public_static,
    questions,
    queue,
    record,
    replying,
    report,
    second_code,
    steps,
)

DIRECTORY_FILE: Final = 2 * 1024 * 1024
CONTACT_LIST: Final = 20 * 1024 * 1024
CAMPAIGN_PICTURE: Final = 5 * 1024 * 1024
INFO_FILE: Final = r"/info/{name:(?:public\.css|exit\.js|icon\.svg)}"
CASE: Final = "/desk/reports/{case:[0-9a-f]{32}}"
PACK: Final = "/desk/packs/{place:[a-z0-9-]{1,40}}/{topic:[a-z0-9-]{1,40}}"
ENTRY: Final = "/desk/directory/{entry:[0-9a-f]{32}}"
CAMPAIGN: Final = "/desk/campaigns/{campaign:[0-9a-f]{32}}"
EVENT: Final = "/desk/events/{event:[0-9a-f]{32}}"

ROUTES: Final = (
    Route("GET", "/", PUBLIC, public_landing.show, nameless=True),
    Route("GET", "/desk/static/{name:[a-z._/-]+}", PUBLIC, public_static.show, nameless=True),
    Route("GET", "/desk/sign-in", PUBLIC, public_sign_in.show),
    Route("POST", "/desk/sign-in", PUBLIC, public_sign_in.enter),
    Route(
        "GET", "/desk/sign-in/link/{token:[A-Za-z0-9_-]{20,64}}", PUBLIC, public_sign_in.show_link
    ),
    Route(
        "POST", "/desk/sign-in/link/{token:[A-Za-z0-9_-]{20,64}}", PUBLIC, public_sign_in.use_link
    ),
    Route("POST", "/desk/language", PUBLIC, public_language.choose),
    Route("GET", "/desk/sign-in/code", SIGNED_IN, account.show_code),
    Route("POST", "/desk/sign-in/code", SIGNED_IN, account.give_code),
    Route("POST", "/desk/sign-out", SIGNED_IN, account.leave),
    Route("GET", "/desk/second-code", SIGNED_IN, second_code.show),
    Route("POST", "/desk/second-code/begin", SIGNED_IN, second_code.begin),
    Route("POST", "/desk/second-code", SIGNED_IN, second_code.confirm),
    Route("GET", "/desk/", SIGNED_IN, account.home),
    Route("GET", "/desk/queue", "queue.view", queue.show),
    Route("GET", "/desk/queue/rows", "queue.view", queue.show_rows, passive=True),
    Route("GET", "/desk/queue/live", "queue.view", queue.follow, passive=True),
    Route("POST", "/desk/find", "queue.view", find.find),
    Route("POST", "/desk/glass", "case.glass", find.break_glass),
    Route("GET", CASE, "case.read", report.show),
    Route("POST", f"{CASE}/look", "case.read", steps.look),
    Route("POST", f"{CASE}/take", "case.take", steps.take),
    Route("POST", f"{CASE}/assign", "case.assign", steps.assign),
    Route("POST", f"{CASE}/accept", "case.answer", steps.accept),
    Route("POST", f"{CASE}/reject", "case.answer", steps.reject),
    Route("POST", f"{CASE}/intervene", "case.intervene", steps.intervene),
    Route("POST", f"{CASE}/close", "case.close", steps.close),
    Route("POST", f"{CASE}/reopen", "case.reopen", steps.reopen),
    Route("POST", f"{CASE}/correct", "case.correct", record.correct),
    Route("POST", f"{CASE}/note", "case.note", notes.add),
    Route("POST", f"{CASE}/reply/preview", "case.reply", replying.show_preview),
    Route("POST", f"{CASE}/reply", "case.reply", replying.send),
    Route("POST", f"{CASE}/invite", "case.reply", replying.invite),
    Route("POST", f"{CASE}/contact/stricter", "case.contact", replying.make_stricter),
    Route("POST", f"{CASE}/contact/words", "case.contact", replying.record_words),
    Route("POST", f"{CASE}/identity", "identity.view", identity.show),
    Route("POST", f"{CASE}/verify", "sender.verify", identity.verify),
    Route("GET", f"{CASE}/media/{{media:[0-9a-f]{{32}}}}", "case.read", media.download),
    Route("GET", "/desk/phone", "phone.take", phone.show),
    Route("POST", "/desk/phone", "phone.take", phone.take),
    Route("GET", "/desk/duty", "duty.own", duty.show),
    Route("POST", "/desk/duty", "duty.own", duty.switch),
    Route("POST", "/desk/duty/token", "duty.own", duty.make_token),
    Route("GET", "/desk/failed", "failed.view", failed.show),
    Route("POST", "/desk/failed/{letter:[0-9a-f]{32}}", "failed.view", failed.put_away),
    Route("POST", "/desk/failed/{letter:[0-9a-f]{32}}/read", "failed.view", failed.read),
    Route(
        "POST", "/desk/failed/parcels/{parcel:[0-9a-f]{32}}", "failed.view", failed.put_away_parcel
    ),
    Route("GET", "/desk/audit", "audit.view", audit.show),
    Route("GET", "/desk/operators", "operators.view", operators.show),
    Route("GET", "/desk/print", "print.view", printing.show),
    Route("GET", "/desk/print/poster", "print.view", printing.show_poster),
    Route("GET", INFO_FILE, PUBLIC, public_static.show, nameless=True),
    Route("GET", "/info", PUBLIC, public_info.show_topics, nameless=True),
    Route("GET", "/info/", PUBLIC, public_info.show_topics, nameless=True),
    Route("GET", "/info/{topic:[a-z0-9-]{1,64}}", PUBLIC, public_info.show_topic, nameless=True),
    Route("GET", "/info/{rest:.*}", PUBLIC, public_info.missing, nameless=True),
    Route("GET", "/desk/packs", "packs.view", packs.show),
    Route("GET", "/desk/packs/list", "packs.view", packs.show_list),
    Route("GET", PACK, "packs.view", pack.show),
    Route("GET", f"{PACK}/history", "packs.view", pack_history.show),
    Route("GET", f"{PACK}/edit", "packs.edit", pack_edit.show),
    Route("POST", f"{PACK}/edit", "packs.edit", pack_edit.save),
    Route("POST", f"{PACK}/discard", "packs.edit", pack.discard),
    Route("POST", f"{PACK}/review", "packs.review", pack.review),
    Route("POST", f"{PACK}/publish", "packs.publish", pack.publish),
    Route("POST", f"{PACK}/withdraw", "packs.publish", pack.withdraw),
    Route("POST", "/desk/questions/{question:[0-9a-f]{32}}", "questions.answer", questions.dealt),
    Route("GET", "/desk/directory", "directory.read", directory.show_list),
    Route("GET", "/desk/directory/points", "directory.read", directory.show_points),
    Route("GET", "/desk/directory/new", "directory.edit", directory_edit.show_new),
    Route("POST", "/desk/directory/new", "directory.edit", directory_edit.create),
    Route("GET", "/desk/directory/exchange", "directory.edit", directory_exchange.show),
    Route(
        "POST",
        "/desk/directory/exchange",
        "directory.edit",
        directory_exchange.take_in,
        upload=DIRECTORY_FILE,
    ),
    Route("POST", "/desk/directory/export", "directory.edit", directory_exchange.take_out),
    Route("GET", "/desk/campaigns/import", "campaigns.import", campaign_import.show),
    Route(
        "POST",
        "/desk/campaigns/import",
        "campaigns.import",
        campaign_import.take_in,
        upload=CONTACT_LIST,
    ),
    Route("GET", "/desk/campaigns/money", "campaigns.money", campaign_money.show),
    Route("POST", "/desk/campaigns/money/price", "campaigns.money", campaign_money.set_price),
    Route("POST", "/desk/campaigns/money/budget", "campaigns.money", campaign_money.set_budget),
    Route("GET", ENTRY, "directory.read", directory.show),
    Route("GET", f"{ENTRY}/history", "directory.read", directory.show_history),
    Route("GET", f"{ENTRY}/edit", "directory.edit", directory_edit.show_edit),
    Route("POST", f"{ENTRY}/edit", "directory.edit", directory_edit.save),
    Route("GET", "/desk/campaigns", "campaigns.view", campaigns.show),
    Route("GET", "/desk/campaigns/new", "campaigns.write", campaign_edit.show_new),
    Route("POST", "/desk/campaigns/new", "campaigns.write", campaign_edit.create),
    Route("GET", CAMPAIGN, "campaigns.view", campaign.show),
    Route("GET", f"{CAMPAIGN}/edit", "campaigns.write", campaign_edit.show),
    Route("POST", f"{CAMPAIGN}/edit", "campaigns.write", campaign_edit.save),
    Route("GET", f"{CAMPAIGN}/image", "campaigns.view", campaign_image.show),
    Route(
        "POST", f"{CAMPAIGN}/image", "campaigns.write", campaign_image.put, upload=CAMPAIGN_PICTURE
    ),
    Route("POST", f"{CAMPAIGN}/test", "campaigns.write", campaign_trial.send),
    Route("POST", f"{CAMPAIGN}/phone", "campaigns.write", campaign_trial.make_token),
    Route("POST", f"{CAMPAIGN}/freeze", "campaigns.write", campaign_steps.freeze),
    Route("POST", f"{CAMPAIGN}/release", "campaigns.write", campaign_steps.release),
    Route("POST", f"{CAMPAIGN}/approve", "campaigns.approve", campaign_steps.approve),
    Route("POST", f"{CAMPAIGN}/pause", "campaigns.approve", campaign_steps.pause),
    Route("POST", f"{CAMPAIGN}/resume", "campaigns.approve", campaign_steps.resume),
    Route("POST", f"{CAMPAIGN}/cancel", "campaigns.approve", campaign_steps.cancel),
    Route("GET", "/desk/events", "events.view", events.show),
    Route("GET", "/desk/events/new", "events.write", event_edit.show_new),
    Route("POST", "/desk/events/new", "events.write", event_edit.create),
    Route("GET", EVENT, "events.view", event.show),
    Route("GET", f"{EVENT}/edit", "events.write", event_edit.show),
    Route("POST", f"{EVENT}/edit", "events.write", event_edit.save),
    Route("POST", f"{EVENT}/publish", "events.write", event_steps.publish),
    Route("POST", f"{EVENT}/cancel", "events.write", event_steps.cancel),
    Route(
        "GET", "/calendar/{place:[a-z0-9-]{1,40}}.ics", PUBLIC, public_calendar.show, nameless=True
    ),
)
_ID: Final = "{id:[0-9A-Za-z-]{1,64}}"
OPEN_DATA: Final = tuple(
    Route("GET", f"/hsds{path}", PUBLIC, page, nameless=True)
    for path, page in (
        ("", public_hsds.show),
        ("/", public_hsds.show),
        ("/services", public_hsds.list_of("service")),
        (f"/services/{_ID}", public_hsds.one_of("service")),
        ("/organizations", public_hsds.list_of("organization")),
        (f"/organizations/{_ID}", public_hsds.one_of("organization")),
        ("/service_at_locations", public_hsds.list_of("service_at_location")),
        (f"/service_at_locations/{_ID}", public_hsds.one_of("service_at_location")),
        ("/taxonomies", public_hsds.show_taxonomies),
        (f"/taxonomies/{_ID}", public_hsds.show_taxonomy),
        ("/taxonomy_terms", public_hsds.show_terms),
        (f"/taxonomy_terms/{_ID}", public_hsds.show_term),
        ("/{rest:.*}", public_hsds.nothing),
    )
)
"""The public directory, by the paths of the HSDS 3.0 API reference."""
ELSEWHERE: Final = Route("*", "/desk/{rest:.*}", PUBLIC, public_static.missing, passive=True)

check_table(route.permission for route in (*ROUTES, *OPEN_DATA))

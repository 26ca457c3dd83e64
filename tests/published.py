"""The food pack of Kuçovë, changed and published by two people at the desk."""

import msgspec

from flows.facts import Operator
from locales.packdraft import draft_of, write_draft
from locales.packs import PackText, load_packs
from storage.database import Database
from storage.operators import NewOperator
from storage.pack_versions import NEW, PackVersion
from storage.unit import Unit

WORDS = "Help when there is no bread at home."
"""The first section in English, as it was published."""
AT = 1_900_065_600_000_000


def publish(db: Database) -> PackVersion:
    """Two people at the desk publish the food pack with another first section in English."""
    food = next(pack for pack in load_packs() if pack.topic == "food").editions["kucova"]
    draft = draft_of(food)
    old = draft.texts["en"]
    new = PackText(old.title, old.short, (("what", WORDS), *old.sections[1:]))
    content = write_draft(msgspec.structs.replace(draft, texts={**draft.texts, "en": new}))

    def work(unit: Unit) -> PackVersion:
        ana, besa = (_hired(unit, name) for name in ("ana", "besa"))
        version = unit.pack_versions.save("food", "kucova", content, NEW, ana, AT)
        assert isinstance(version, PackVersion)
        version = unit.pack_versions.act(version, "review", version.stamp, besa, AT, sound=True)
        assert isinstance(version, PackVersion)
        version = unit.pack_versions.act(version, "publish", version.stamp, besa, AT, sound=True)
        assert isinstance(version, PackVersion)
        return version

    return db.write_now(work)


def _hired(unit: Unit, name: str) -> Operator:
    new = NewOperator(name=name, roles=frozenset({"editor"}), municipality="kucova")
    account = unit.operators.get(unit.operators.add(new, AT))
    assert account is not None
    return account.operator

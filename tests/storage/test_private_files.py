"""Other users of the machine read nothing of the data folder (reliability R42)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.schema import metadata
from storage.vault import kept_keys
from tests.storage.hot import VAULT


@pytest.fixture(autouse=True)
def generous_umask() -> Iterator[None]:
    """As most systems come: everybody may read what is not kept from them."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def others_may(path: Path) -> int:
    """The rights of group and others."""
    return path.stat().st_mode & 0o077


@pytest.mark.parametrize("exists", [True, False])
def test_database_and_keys_are_for_their_owner_alone(tmp_path: Path, exists: bool) -> None:
    folder = tmp_path / "var"
    if exists:
        folder.mkdir(mode=0o755)
    kept_keys(folder)
    database = Database(f"sqlite:///{folder}/refero.db", VAULT)
    metadata.create_all(database.engine)
    files = list(folder.iterdir())
    assert {"keys", "refero.db", "refero.db-wal"} <= {file.name for file in files}
    assert [file.name for file in files if others_may(file)] == []
    database.close()


def test_a_folder_that_we_make_is_for_its_owner_alone(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path}/var/refero.db", VAULT).close()
    assert not others_may(tmp_path / "var")

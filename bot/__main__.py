"""The command line: `refero COMMAND`; each command is imported only when it runs."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple


class Command(NamedTuple):
    """A module with `arguments(parser)` and `run(options) -> int`, and its help.

    With `settings`, `options.settings` are those of the environment and of `.env`.
    """

    module: str
    help: str
    settings: bool = True


COMMANDS: Final = {
    "serve": Command("bot.commands.serve", "web, workers and senders in one process"),
    "play": Command("bot.commands.play", "talk to the line in this terminal"),
    "check": Command(
        "bot.commands.check",
        "prove flows, packs, languages and municipality files",
        settings=False,
    ),
    "doctor": Command("bot.commands.doctor", "name what is missing or stale for going live"),
    "migrate": Command("bot.commands.migrate", "bring the database to the newest schema"),
    "seed": Command("bot.commands.seed", "write a municipality's file into the database"),
    "user": Command("bot.commands.user", "add, disable or reset an operator"),
    "keys": Command("bot.commands.keys", "make a secret key", settings=False),
    "audit": Command("bot.commands.audit", "prove that the record of acts is whole"),
    "purge": Command("bot.commands.purge", "empty what is not needed any more"),
    "municipality": Command(
        "bot.commands.municipality", "begin the file of one more municipality", settings=False
    ),
    "telegram": Command("bot.commands.telegram", "register webhook, command menus, descriptions"),
    "packs": Command("bot.commands.packs", "work on the packs as a whole"),
    "export": Command("bot.commands.export", "write the directory out as HSDS JSON"),
    "import": Command("bot.commands.import", "take in a directory as HSDS JSON"),
    "bench": Command("bot.commands.bench", "measure against a bare floor", settings=False),
}

INTERRUPTED: Final = 130
"""What a shell reports after Ctrl-C."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command: 0 = well, 1 = it found something amiss, 2 = wrong settings or arguments."""
    try:
        return chosen(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        return INTERRUPTED


def chosen(given: list[str]) -> int:
    """The command that was named, with its own arguments."""
    parser = ArgumentParser(prog="refero", description="A report line for municipalities.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, help=command.help, description=command.help)
        if given[:1] == [name]:
            import_module(command.module).arguments(own)
    options = parser.parse_args(given)
    command = COMMANDS[options.command]
    module = import_module(command.module)
    return configured(module, options) if command.settings else int(module.run(options))


def configured(module: ModuleType, options: Namespace) -> int:
    """Run a command with its settings; what is wrong with them is one line."""
    from storage.database import StorageDown
    from storage.settings import SettingsMistake, read_settings
    from storage.vault import KeyMistake

    try:
        options.settings = read_settings(os.environ, Path(".env"))
        return int(module.run(options))
    except (SettingsMistake, KeyMistake) as wrong:
        print(f"refero: {wrong}", file=sys.stderr)
        return 2
    except StorageDown as down:
        print(f"refero: the database does not answer ({down})", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())

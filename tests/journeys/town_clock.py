"""`refero …` in a town whose clock a story moves: CLOCK_FILE SEEDS_FOLDER COMMAND …

The file holds what is added to the real clock, in microseconds (8 bytes). Everything else is the
real program: it cannot tell the difference.
"""

import functools
import mmap
import struct
import sys
from pathlib import Path

from bot import clock

real_now = clock.now
SHIFT = struct.Struct("<q")


def run(clock_file: Path, seeds: Path, command: list[str]) -> int:
    """The command's exit code."""
    with clock_file.open("r+b") as file, mmap.mmap(file.fileno(), SHIFT.size) as shift:
        clock.now = lambda: real_now() + SHIFT.unpack(shift)[0]
        # Only now: whoever imports the clock gets the moved one.
        from bot import demo
        from bot.__main__ import main
        from storage.directory import load_directory

        vars(demo)["load_directory"] = functools.partial(load_directory, folder=seeds)
        return main(command)


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))

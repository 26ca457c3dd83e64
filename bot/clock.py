"""The only clock: everything else is told what time it is."""

import time


def now() -> int:
    """The present as UTC microseconds."""
    return time.time_ns() // 1000

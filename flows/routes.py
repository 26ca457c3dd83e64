"""The words by which nodes and commands say where a talk goes next.

A route is a node of the same flow ("where"), a flow ("menu": its first node), a node of another
flow ("report.where"), or one of the words below.
"""

from typing import Final

WAIT: Final = ""
"""Stay and wait for the person."""
AGAIN: Final = "again"
"""Say the current question once more."""
RESUME: Final = "resume"
"""Back to what an interruption left: the open question, else the menu."""
QUESTIONS: Final = "questions"
"""On to the next open question of the report, as the channel asks them."""
BEGIN: Final = "begin"
"""Open a report with what was just said, then ask on."""
END: Final = "end"
"""The talk is over; nothing waits."""
WORDS: Final = frozenset({AGAIN, RESUME, QUESTIONS, BEGIN, END})

"""Logs as JSON lines, one event each; no personal word gets here (reliability R41)."""

import json
import logging
import sys
from typing import Final

ROOMS: Final = ("bot", "storage", "admin")


class JsonLines(logging.Formatter):
    """Line breaks and control characters are escaped by JSON itself; no traceback is shown."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line = {
            "at": int(record.created * 1_000_000),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": _words_of(record),
        }
        if record.exc_info and record.exc_info[0]:
            line["fault"] = _place_of(record)
        return json.dumps(line, ensure_ascii=True)


def _words_of(record: logging.LogRecord) -> str:
    """Our own messages whole; a library's without what it fills in, such as a caller's address."""
    ours = record.name.partition(".")[0] in ROOMS
    return record.getMessage() if ours else str(record.msg)


def _place_of(record: logging.LogRecord) -> str:
    """The kind and place of an exception, without its words."""
    kind, _, trace = record.exc_info or (None, None, None)
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "?"
    return f"{kind.__name__ if kind else '?'} in {where}"


def set_up_logs() -> None:
    """Everything from warnings up, our own from info up, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for room in ROOMS:
        logging.getLogger(room).setLevel(logging.INFO)

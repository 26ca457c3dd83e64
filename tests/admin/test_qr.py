"""The square that a camera reads holds the link, with the white margin around it."""

import re
from collections.abc import Iterator

import segno

from admin.qr import QUIET, qr_code

LINK = "https://t.me/line_bot?start=kucova--p27"


def dark(path: str) -> Iterator[tuple[int, int]]:
    """The dark modules (row, column) that a path of strokes draws."""
    x, y = 0, 0.0
    for sign, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?", path):
        if sign == "M":
            x, y = int(first), float(second)
        elif sign == "m":
            x, y = x + int(first), y + float(second)
        else:
            yield from ((int(y), at) for at in range(x, x + int(first)))
            x += int(first)


def test_what_is_drawn_is_the_code_of_the_link() -> None:
    drawn = re.search(r' d="([^"]+)"', qr_code(LINK))
    assert drawn
    matrix = segno.make_qr(LINK, error="m").matrix
    expected = {
        (row + QUIET, column + QUIET)
        for row, modules in enumerate(matrix)
        for column, module in enumerate(modules)
        if module
    }
    assert set(dark(drawn[1])) == expected


def test_it_has_no_size_and_no_style_of_its_own() -> None:
    drawn = qr_code(LINK)
    assert re.match(r'<svg viewBox="0 0 (\d+) \1" class="qr">', drawn)
    assert "style" not in drawn

"""A link as a square that a phone's camera reads (QR, ISO/IEC 18004), drawn into the page."""

from typing import Final

import segno
from markupsafe import Markup

CORRECTION: Final = "m"
"""15 % of a code may be stained or creased and it still reads."""
QUIET: Final = 4
"""The white margin that the standard asks for, in modules."""


def qr_code(link: str) -> Markup:
    """Return `link` as an SVG without width or height: the style sheet says how large."""
    code = segno.make_qr(link, error=CORRECTION)
    drawn = code.svg_inline(border=QUIET, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - numbers and letters of the drawing library, no text

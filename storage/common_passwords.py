"""Passwords that people choose first, made from words and habits rather than kept as a list.

Words of Albanian, Serbian and English offices, homes and keyboards, with the tails that people add
when a rule asks for twelve characters (R34: at least 3,000).
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product

SHORTEST = 8

_WRITTEN = """
password passwort passcode secret letmein welcome login master admin administrator operator
support service helpdesk office server system manager supervisor default changeme test demo
guest user root hello sunshine princess dragon monkey football baseball superman batman
iloveyou trustno mustang shadow michael jordan summer winter spring autumn monday friday
january december freedom whatever computer internet samsung iphone google facebook telegram
refero referral municipality social worker police hospital school child family shelter
fjalekalim fjalekalimi sekret sekreti mireseerdhe miresevini pershendetje tungjatjeta
shqiperi shqiperia shqipe shqiponja kosova kosove tirana tirane kucova kucove gjilan gjilani
prishtina prishtine kamenica berat durres vlore shkoder elbasan bashkia bashki komuna drejtoria
punonjes punonjesi sociale ndihme ndihma familja femije femijet dashuri zemra jetajime nena
mama babi motra vellai qershor korrik gusht shtator dimer vere pranvere sekretar perdorues
lozinka sifra tajna dobrodosli zdravo cao srbija beograd kosovo pristina opstina sluzba
socijalni radnik centar pomoc porodica deca dete ljubav srce mojasifra crvenazvezda partizan
administracija korisnik januar februar leto zima prolece jesen ponedeljak petak
qwerty qwertz asdfgh zxcvbn yxcvbn qwertyuiop qwertzuiop asdfghjkl zxcvbnm qazwsx qazwsxedc
abcdef abcdefgh aaaaaa qqqqqq zzzzzz abc abcd asd qwe
"""
WORDS = tuple(_WRITTEN.split())
TAILS = (
    "", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789",
    "1234567890", "0", "00", "000", "11", "111", "1111", "321", "4321", "54321", "654321", "321321",
    "123123", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027", "1990", "2000",
    "112", "112112", "qwerty", "abc", "abc123", "admin", "admin123",
)  # fmt: skip
DIGITS = "1234567890" * 3
PLAIN = str.maketrans("0134578@$!|", "oieastbasii")
FOLDED = str.maketrans("ëçčćšžđ", "ecccszd")
ENDS = "!?.,;:*#_-+= "


@cache
def blocked() -> frozenset[str]:
    """All of them, folded: small letters without diacritics."""
    return frozenset(word for word in _made() if len(word) >= SHORTEST)


def is_common(password: str) -> bool:
    """Whether a password is a habit: as it stands, without its ends, or with letters as digits."""
    folded = password.casefold().translate(FOLDED)
    bare = folded.strip(ENDS)
    shapes = {folded, bare, "".join(char for char in folded if char.isalnum())}
    spelt = {shape.translate(PLAIN) for shape in shapes}
    heads = {shape.rstrip("0123456789").translate(PLAIN) for shape in shapes}
    return any(_is_habit(shape) for shape in shapes | spelt | heads)


def _is_habit(shape: str) -> bool:
    return shape in blocked() or shape in WORDS or len(set(shape)) <= 3 or _is_walk(shape)


def _is_walk(shape: str) -> bool:
    """Runs of digits or of the alphabet, up or down, however long."""
    steps = {ord(after) - ord(before) for before, after in pairwise(shape)}
    return steps in ({1}, {-1}) or shape in DIGITS or shape in DIGITS[::-1]


def _made() -> Iterator[str]:
    for word, tail in product(WORDS, TAILS):
        yield word + tail
        yield tail + word
    for word, other in product(WORDS, WORDS):
        yield word + other
    for word in WORDS:
        yield word * 3

"""Which font has which character, asked of the fonts themselves.

A layout engine replaces a missing glyph silently, by a Japanese form or an empty box. On a certificate that is
a wrong name, so coverage is checked before anything is set.
"""

import io
import subprocess
from functools import cache
from itertools import pairwise
from threading import Lock

from fontTools import subset
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

KAI = "LXGW WenKai"
SONG = "Noto Serif CJK SC"
SONG_BOLD = "Noto Serif CJK SC:bold"
PACKAGES = {KAI: "fonts-lxgw-wenkai", SONG: "fonts-noto-cjk", SONG_BOLD: "fonts-noto-cjk"}

_reading = Lock()
"""fontTools reads tables when first asked, from one file handle."""


class FontMissing(Exception):
    """A font the certificate is set in is not installed here. The message names it and its Debian package."""


class NoGlyph(Exception):
    """No installed font can print a character of the name."""

    def __init__(self, character: str) -> None:
        super().__init__(f"no font has a glyph for {character} (U+{ord(character):04X})")
        self.character = character


@cache
def _font(pattern: str) -> TTFont:
    family = pattern.split(":", maxsplit=1)[0]
    # fontconfig's own tool, a dependency of Pango; the patterns are the three above.
    answer = subprocess.run(  # noqa: S603
        ["fc-match", "--format", "%{file}|%{index}|%{family}", pattern],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    file, index, families = answer.split("|")
    if family not in families.split(","):
        raise FontMissing(f"{family}: apt install {PACKAGES[pattern]}")
    return TTFont(file, fontNumber=int(index) & 0xFFFF, lazy=True)


@cache
def _characters(pattern: str) -> frozenset[int]:
    with _reading:
        return frozenset(_font(pattern).getBestCmap())


def face_for(name: str) -> str:
    """The family in which the whole name can be set: Kai, else Song. Raises NoGlyph with the first character neither has."""
    wanted = {ord(character) for character in name if not character.isspace()}
    for family in (KAI, SONG):
        if wanted <= _characters(family):
            return family
    lacking = wanted - _characters(SONG)
    raise NoGlyph(next(character for character in name if ord(character) in (lacking or wanted)))


@cache
def outline(character: str, pattern: str = SONG_BOLD) -> tuple[str, float]:
    """A character as an SVG path (y upwards, one em = 1000 units) and its width. Raises NoGlyph."""
    font = _font(pattern)
    with _reading:
        name = font.getBestCmap().get(ord(character))
        if name is None:
            raise NoGlyph(character)
        glyphs = font.getGlyphSet()
        pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.0f}")
        glyphs[name].draw(pen)
        return pen.getCommands(), float(glyphs[name].width)


def used_outlines(font: bytes) -> bytes:
    """The bare outlines (CFF) of the glyphs that a subset font still draws.

    A subset keeps the numbering of all 65,535 glyphs, and their empty places alone weigh 250 kB on a page:
    most of what a phone on a weak network would have to fetch.
    """
    whole = TTFont(io.BytesIO(font))
    drawn = whole["CFF "].cff[0]
    places = drawn.CharStrings.charStringsIndex.offsets
    used = {drawn.charset[number] for number, (begin, end) in enumerate(pairwise(places)) if end - begin > 1}
    used |= set(whole.getBestCmap().values())  # a space draws nothing and must not turn into a missing glyph
    for tag in set(whole.reader.tables) - {"CFF ", "head", "maxp", "post"}:
        del whole[tag]
    options = subset.Options(notdef_outline=True, desubroutinize=True, passthrough_tables=True)
    picker = subset.Subsetter(options)
    picker.populate(glyphs=used)
    picker.subset(whole)
    kept = io.BytesIO()
    whole.save(kept)
    return bytes(TTFont(kept).reader["CFF "])

"""The ornaments of the certificate, drawn by arithmetic in millimetres: key fret, guilloche, seal.

All numbers are rounded to hundredths: a smaller file, and the same drawing on every machine.
"""

from functools import cache
from math import cos, pi, sin, tau

from certification.rendering.fonts import outline

WIDTH, HEIGHT = 297.0, 210.0
_STEP = (WIDTH - HEIGHT) / (12 * 8)
"""The fret's unit. Eight pairs more along the long side than along the short one: so both sides close without a gap."""
_PAIRS_ACROSS, _PAIRS_DOWN = 24, 16
_MARGIN = (WIDTH - (12 * _PAIRS_ACROSS + 14) * _STEP) / 2

GOLD = "#a9853f"
VERMILION = "#bb2a1c"


def _points(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


def _pair(length: float, depth: float, *, across: bool, flip: bool) -> str:
    """Two square spirals, back to back, that hang from the inner rule of one side. `length`: how far along the side."""
    half = [(5, 6), (0, 6), (0, 0), (4, 0), (4, 4), (2, 4), (2, 2)]
    path = ""
    for mirrored in (False, True):
        placed = []
        for along, down in half:
            a = length + (10 - along if mirrored else along) * _STEP
            d = depth + (6 - down if flip else down) * _STEP
            placed.append((a, d) if across else (d, a))
        path += _points(placed)
    return path


def _corner(x: float, y: float) -> str:
    """回: the sign the fret is named after."""
    outer, inner = 6 * _STEP, 2 * _STEP
    return f"M{x:.2f} {y:.2f}h{outer:.2f}v{outer:.2f}h-{outer:.2f}zM{x + inner:.2f} {y + inner:.2f}h{inner:.2f}v{inner:.2f}h-{inner:.2f}z"


@cache
def fret() -> str:
    """The frame of 回纹: whole pairs on every side, mirrored about its middle, a 回 in each corner."""
    near, far_x, far_y = _MARGIN, WIDTH - _MARGIN - 6 * _STEP, HEIGHT - _MARGIN - 6 * _STEP
    first = _MARGIN + 8 * _STEP
    path = "".join(_corner(x, y) for x in (near, far_x) for y in (near, far_y))
    for number in range(_PAIRS_ACROSS):
        along = first + 12 * number * _STEP
        path += _pair(along, near, across=True, flip=False) + _pair(along, far_y, across=True, flip=True)
    for number in range(_PAIRS_DOWN):
        along = first + 12 * number * _STEP
        path += _pair(along, near, across=False, flip=False) + _pair(along, far_x, across=False, flip=True)
    return path


def rules() -> list[dict[str, str]]:
    """Three lines outside the fret and three within it, as rectangles."""
    inner = _MARGIN + 6 * _STEP
    outside = [(_MARGIN - 3.3, 1.1), (_MARGIN - 1.9, 0.22), (_MARGIN - 1.3, 0.22)]
    inside = [(inner + 1.3, 0.22), (inner + 1.9, 0.22), (inner + 3.1, 0.9)]
    return [
        {"inset": f"{inset:.2f}", "width": f"{WIDTH - 2 * inset:.2f}", "height": f"{HEIGHT - 2 * inset:.2f}", "stroke": f"{stroke:.2f}"}
        for inset, stroke in outside + inside
    ]


def _ring(radius: float, swing: float, waves: int, strands: int) -> str:
    """A band of interwoven waves around an ellipse, as smooth curves (Hermite, so the slopes are exact)."""
    pieces = 6 * waves
    step = tau / pieces

    def at(angle: float, phase: float) -> tuple[float, float, float, float]:
        reach, slope = radius + swing * sin(waves * angle + phase), swing * waves * cos(waves * angle + phase)
        x, y = reach * cos(angle), reach * sin(angle)
        return 1.42 * x, y, 1.42 * (slope * cos(angle) - y), slope * sin(angle) + x

    path = ""
    for strand in range(strands):
        phase = tau * strand / strands
        x, y, dx, dy = at(0, phase)
        path += f"M{x:.2f} {y:.2f}"
        for piece in range(1, pieces + 1):
            nx, ny, ndx, ndy = at(piece * step, phase)
            third = step / 3
            path += f"C{x + dx * third:.2f} {y + dy * third:.2f} {nx - ndx * third:.2f} {ny - ndy * third:.2f} {nx:.2f} {ny:.2f}"
            x, y, dx, dy = nx, ny, ndx, ndy
    return path


@cache
def guilloche() -> str:
    """Two pale rings, for the eye and against the copier."""
    return _ring(61, 10, 18, 10) + _ring(40.5, 6.5, 14, 8)


def _letter(character: str, size: float, *, squeeze: float = 1.0) -> str:
    """The outline of one character, its middle at the origin."""
    path, width = outline(character)
    scale = size / 1000
    # 380: the height of the middle of a Chinese glyph above the base line.
    return f'<path transform="scale({scale * squeeze:.5f} {-scale:.5f}) translate({-width / 2:.0f} -380)" d="{path}"/>'


SEEDLING = (
    "M-.2 1.6C-5 1.6-7.8-1.2-8-6-3.2-6-.4-3.8-.2 1.6zM.2-.6C.4-4.7 3.1-7.5 8-7.9 8-3.3 5-.6.2-.6zM-.55 7V1H.55V7zM-5.4 6.3H5.4V7.4H-5.4z"
)
"""Two leaves on a stem over the ground: the mark of the house, 16 mm across, its middle at the origin."""


@cache
def seal(organisation: str, purpose: str = "认证专用章") -> str:
    """A round seal, 40 mm: the organisation's name along the rim, a seedling, the purpose below. All outlines, no text.

    It is a drawing of our own, with a seedling where an official seal has its star.
    """
    count = len(organisation)
    span = min(232.0, 26.0 * max(count - 1, 1)) * pi / 180
    size = min(5.4, 14.6 * span / max(count - 1, 1))
    ring = f'fill="none" stroke="{VERMILION}"'
    parts = [f'<circle r="19.4" {ring} stroke-width="1.1"/>', f'<circle r="18.1" {ring} stroke-width=".28"/>']
    for place, character in enumerate(organisation):
        angle = span * (place / (count - 1) - 0.5) if count > 1 else 0.0
        x, y = 14.5 * sin(angle), -14.5 * cos(angle)
        parts.append(
            f'<g transform="translate({x:.2f} {y:.2f}) rotate({angle * 180 / pi:.2f})">{_letter(character, size, squeeze=0.82)}</g>'
        )
    parts.append(f'<path transform="translate(0 -.6) scale(.66)" d="{SEEDLING}"/>')
    for place, character in enumerate(purpose):
        x = (place - (len(purpose) - 1) / 2) * 3.7
        parts.append(f'<g transform="translate({x:.2f} 9.9)">{_letter(character, 3.7, squeeze=0.9)}</g>')
    return "".join(parts)

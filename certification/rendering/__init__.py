"""A certificate as paper: what is drawn, set, and how it becomes bytes."""

from certification.rendering.documents import Sheet, as_pdf, as_png
from certification.rendering.fonts import FontMissing, NoGlyph, face_for

__all__ = ["FontMissing", "NoGlyph", "Sheet", "as_pdf", "as_png", "face_for"]

"""Word papers as teachers have them."""

from exams.formats.word.reading import read

__all__ = ["read"]

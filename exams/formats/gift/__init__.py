"""GIFT, Moodle's format for people who write questions in a text file."""

from exams.formats.gift.reading import read

__all__ = ["read"]

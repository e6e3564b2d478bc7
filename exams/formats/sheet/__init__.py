"""Tables of questions in Excel and WPS."""

from exams.formats.sheet.reading import read

__all__ = ["read"]

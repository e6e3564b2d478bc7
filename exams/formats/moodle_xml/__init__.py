"""Moodle's XML: the one format in which it keeps all of a question."""

from exams.formats.moodle_xml.reading import read

__all__ = ["read"]

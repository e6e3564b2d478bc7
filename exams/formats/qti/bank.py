"""A bank of questions from a QTI package, or one question from a single item."""

import posixpath

from django.utils.translation import gettext as _

from exams.formats.qti.body import Page
from exams.formats.qti.expressions import Effort, Sitting
from exams.formats.qti.names import BadQti
from exams.formats.qti.own import Record
from exams.formats.qti.packages import Bundle, stimuli, unpack
from exams.formats.qti.reading import question
from exams.formats.qti.sitting import read_item
from exams.formats.reading import BadQuestion, Place, Reading


def read(content: bytes, name: str = "") -> Reading:
    """Raises Unreadable."""
    reading = Reading()
    bundle = unpack(content, name)
    record, effort = Record(bundle), Effort()
    for path, xml in bundle.items:
        effort.begin_question()
        _take(reading, bundle, record, effort, path=path, xml=xml)
    for path in bundle.missing:
        reading.complain(Place(sheet=path), path, _("this file is named in the list of contents and is not in the package"))
    for path in bundle.old:
        reading.complain(Place(sheet=path), path, _("this is QTI 1.2; only 2.1, 2.2 and 3.0 are understood"))
    if bundle.tests:
        reading.note(
            Place(sheet=bundle.tests[0]), "", _("how the questions are put together as a test is not taken; only the questions are")
        )
    return reading


def _take(reading: Reading, bundle: Bundle, record: Record, effort: Effort, *, path: str, xml: bytes) -> None:
    folder = posixpath.dirname(path)
    fetch = bundle.beside(folder)
    place = Place(1, sheet=path)
    title = path
    try:
        item = read_item(xml, fetch, effort)
        place, title = Place(item.root.line or 1, sheet=path), item.root.get("title") or item.identifier or path

        if (own := record.item(path, xml, item, place)) is not None:
            reading.take(own)
            return

        def page_of(sitting: Sitting) -> Page:
            return Page(sitting, folder, bundle.files if bundle.files is not None else {})

        found, notes = question(item, place, page_of, tuple(stimuli(item.root, folder, fetch)))
    except BadQti as error:
        reading.complain(place, title, _("this is no QTI question that can be read (%(detail)s)") % {"detail": error})
    except BadQuestion as error:
        reading.complain(place, title, str(error))
    else:
        for note in notes:
            reading.note(place, found.name, note)
        reading.take(found)

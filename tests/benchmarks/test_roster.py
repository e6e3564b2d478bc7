"""How fast a roster of 10,000 people is read and written."""

import io
import time

import pytest
from openpyxl import Workbook

from cms.models import HomePage
from courses import operations
from courses.rosters import read_roster
from tests.cast import NOW, Cast
from tests.courses.factories import make_class

ROWS = 10_000


@pytest.mark.benchmark
def test_a_roster_of_ten_thousand(cast: Cast, home: HomePage) -> None:
    led = make_class(cast.teacher, cast.college, seats=ROWS)
    book = Workbook()
    book.worksheets[0].append(["姓名", "手机号", "出生日期", "家乡"])
    for number in range(ROWS):
        book.worksheets[0].append([f"学员{chr(0x4E00 + number)}", f"139{number:08d}", "1999-01-01", "马官镇号营村"])
    packed = io.BytesIO()
    book.save(packed)
    begun = time.monotonic()
    reading = read_roster(packed.getvalue())
    read = time.monotonic()
    report = operations.import_roster(led, reading.lines, reading.complaints, by=cast.teacher, now=NOW)
    written = time.monotonic()
    again = operations.import_roster(led, reading.lines, reading.complaints, by=cast.teacher, now=NOW)
    looked = time.monotonic()
    seconds = (read - begun, written - read, looked - written)
    speeds = [ROWS / each for each in seconds]
    print("\nroster: {:,.0f} rows/s read, {:,.0f} written, {:,.0f} compared".format(*speeds))
    assert (report.imported, again.unchanged) == (ROWS, ROWS)

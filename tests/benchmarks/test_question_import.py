"""How fast a table of 10,000 questions is read, checked and written."""

import io
import time

import pytest
from openpyxl import Workbook

from accounts.models import Organisation
from exams.formats import Format, read
from exams.models import QuestionBank
from exams.operations import export_questions, import_reading
from tests.cast import NOW, make_organisation
from tests.exams.factories import make_topic

ROWS = 10_000


def table() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("题")
    sheet.append(["编号", "题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "知识点", "难度", "出处", "解析"])
    for number in range(ROWS):
        options = [f"第 {number} 题的选项 {letter}" for letter in "甲乙丙丁"]
        sheet.append(
            [
                f"q-{number}",
                "单选",
                f"第 {number} 题：收到的果子有伤，应当怎么办？",
                *options,
                "ABCD"[number % 4],
                "诚信与质量",
                2,
                "质量法",
                "不能以次充好。",
            ]
        )
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.benchmark
def test_ten_thousand_questions_from_a_table(db: None) -> None:
    make_topic()
    college: Organisation = make_organisation("seedling-college", "苗圃学堂")
    bank = QuestionBank.objects.create(slug="big", title="题库", organisation=college)
    content = table()
    begun = time.process_time()
    reading = read(content)
    seen = time.process_time()
    report = import_reading(bank, reading, now=NOW)
    written = time.process_time()
    again = import_reading(bank, read(content), now=NOW)
    compared = time.process_time()
    out = export_questions(bank, Format.XLSX)
    exported = time.process_time()
    figures = (seen - begun, written - seen, compared - written, exported - compared)
    words = "{:.1f} s read, {:.1f} s written, {:.1f} s read and compared again, {:.1f} s exported".format(*figures)
    print(f"\n10,000 questions of xlsx, processor time: {words}")
    assert (report.imported, again.unchanged, len(out.written)) == (ROWS, ROWS, ROWS)

"""A table of people: read whatever Excel made of it, checked line by line, imported whole or not at all."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import now
from openpyxl import Workbook, load_workbook

from accounts import operations as accounts
from accounts.identity import check_digit
from accounts.models import Identity, Notice, PhoneNumber, User
from accounts.sealing import unseal
from cms.models import HomePage
from courses import operations
from courses.models import ClassMember, MemberState, RosterUpload, TrainingClass
from courses.rosters import NotARoster, Reading, RosterLine, read_roster, template
from tests.cast import NOW, Cast, make_person, make_region, signed_in
from tests.courses.factories import make_class, make_course, make_enrolment

HEADINGS = ("姓名", "手机号", "出生日期", "身份证号", "家乡")
NUMBER = "52042219900307123"
NUMBER += check_digit(NUMBER)


def sheet(*rows: Sequence[object], headings: Sequence[object] = HEADINGS) -> bytes:
    book = Workbook()
    for row in (headings, *rows):
        book.worksheets[0].append(list(row))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def complaints(reading: Reading) -> list[tuple[int, str]]:
    return [(complaint.row, complaint.column) for complaint in reading.complaints]


def test_a_table_as_excel_makes_it() -> None:
    read = read_roster(
        sheet(
            ["李小禾", 13800001234.0, datetime(2003, 5, 4), None, "普定县马官镇"],
            [],
            [" 王 松 ", "138 0000 1235", "2003年5月4日", NUMBER.lower(), ""],
            ["赵石头", None, 19900730, None, None],
        )
    )
    assert complaints(read) == [(4, "出生日期")]  # differs from the identity number's
    assert read.lines == [
        RosterLine(2, "李小禾", "+8613800001234", date(2003, 5, 4), "", "普定县马官镇"),
        RosterLine(5, "赵石头", "", date(1990, 7, 30), "", ""),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_encoding_that_excel_writes(encoding: str, delimiter: str) -> None:
    text = "序号,姓名（必填）,联系电话,备注\r\n1,李小禾,13800001234,组长\r\n2,王松,,\r\n".replace(",", delimiter)
    assert [(line.number, line.name, line.phone) for line in read_roster(text.encode(encoding)).lines] == [
        (2, "李小禾", "+8613800001234"),
        (3, "王松", ""),
    ]


def test_every_complaint_names_row_and_column() -> None:
    read = read_roster(
        sheet(
            [None, "13800001234"],
            ["李小禾", "0853-8222222"],
            ["王松", None, "昨天"],
            ["张梅", None, None, "520422199003071239"],
            ["赵石头", None, None, 520422199003071238.0],
            ["=A2"],
            ["<script>"],
            ["龙" * 51],
            ["何田", None, None, None, "长" * 201],
        )
    )
    assert complaints(read) == [
        (2, "姓名"),
        (3, "手机号"),
        (4, "出生日期"),
        (5, "身份证号"),
        (6, "身份证号"),
        (7, "姓名"),
        (8, "姓名"),
        (9, "姓名"),
        (10, "家乡"),
    ]
    assert not read.lines


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 41_000_000)
    return packed.getvalue()


def entities() -> bytes:
    """A workbook whose sheet defines entities that multiply."""
    whole, changed = zipfile.ZipFile(io.BytesIO(sheet(["李小禾"]))), io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for part in whole.namelist():
            text = whole.read(part)
            if part == "xl/worksheets/sheet1.xml":
                text = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + text
            archive.writestr(part, text)
    return changed.getvalue()


NO_TABLES = {
    "empty": b"",
    "not a zip": b"PK\x03\x04rubbish",
    "old excel": b"\xd0\xcf\x11\xe0old",
    "bytes": bytes(range(256)) * 40,
    "picture": b"\x89PNG\r\n\x1a\n\0\0",
    "no headings": "没有表头\n".encode(),
    "too large": b"x" * 5_000_001,
    "nobody": sheet(headings=HEADINGS),
    "zip bomb": bomb(),
    "entities": entities(),
    "cut off": sheet(["李小禾"])[:-200],
}


@pytest.mark.parametrize("content", NO_TABLES.values(), ids=NO_TABLES)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(NotARoster, match=r"[。.]$"):
        read_roster(content)


def test_more_than_ten_thousand_rows_are_refused() -> None:
    with pytest.raises(NotARoster):
        read_roster(("姓名\n" + "李小禾\n" * 10_001).encode())


def test_the_template_can_be_filled_in_and_read() -> None:
    book = load_workbook(io.BytesIO(template()))
    for column, text in zip("ABCDE", ["李小禾", "13800001234", "2003-05-04", NUMBER, "普定县"], strict=True):
        book.worksheets[0][f"{column}2"] = text
    packed = io.BytesIO()
    book.save(packed)
    assert len(read_roster(packed.getvalue()).lines) == 0  # birth date and identity number differ
    book.worksheets[0]["C2"] = None
    packed = io.BytesIO()
    book.save(packed)
    assert read_roster(packed.getvalue()).lines[0].identity == NUMBER


@pytest.fixture
def led(cast: Cast, home: HomePage) -> TrainingClass:
    return make_class(cast.teacher, cast.college)


def bring(led: TrainingClass, *lines: RosterLine, keep_going: bool = False) -> operations.RosterReport:
    return operations.import_roster(led, lines, by=led.opened_by, now=NOW, keep_going=keep_going)


LINES = (
    RosterLine(2, "李大禾", "+8613800001234", date(2003, 5, 4), "", "普定县马官镇号营村"),
    RosterLine(3, "王松", "", date(1990, 3, 7), NUMBER, "马官镇"),
    RosterLine(4, "张梅", "+8613800001234"),
    RosterLine(5, "赵石头"),
)


def test_people_are_written_with_what_is_known_and_sealed(led: TrainingClass, cast: Cast) -> None:
    report = bring(led, *LINES)
    assert (report.imported, report.updated, report.rejected, report.written) == (4, 0, [], True)
    people = [member.person for member in led.members.order_by("pk")]
    assert [person.home_region for person in people] == [cast.places.village, cast.places.maguan, None, None]
    assert all(member.made_here and member.state == MemberState.ADDED for member in led.members.all())
    sealed = Identity.objects.get(person=people[1])
    assert unseal(sealed.sealed_number or b"") == NUMBER
    assert NUMBER.encode() not in bytes(sealed.sealed_number or b"")
    led.refresh_from_db()
    assert led.taken == 4


def test_importing_again_changes_nothing(led: TrainingClass) -> None:
    bring(led, *LINES)
    again = bring(led, *LINES)
    assert (again.imported, again.updated, again.unchanged, again.rejected) == (0, 0, 4, [])
    assert User.objects.filter(name="张梅").count() == 1
    assert Notice.objects.filter(person__name="张梅").count() == 1


def test_a_later_table_fills_in_what_was_missing(led: TrainingClass, cast: Cast) -> None:
    bring(led, *LINES)
    more = bring(led, RosterLine(2, "张梅", "+8613800001234", date(1996, 2, 18), "", "化处镇"))
    assert (more.updated, more.rejected) == (1, [])
    person = User.objects.get(name="张梅")
    assert (person.home_region, person.identity.birth_date) == (cast.places.huachu, date(1996, 2, 18))


def test_what_a_person_typed_is_never_overwritten(led: TrainingClass, cast: Cast) -> None:
    held = cast.learner.phone_numbers.get()
    report = bring(led, RosterLine(2, "小禾", held.number, date(1980, 1, 1), "", "化处镇"))
    assert (report.imported, report.rejected) == (1, [])
    cast.learner.refresh_from_db()
    assert cast.learner.home_region == cast.places.maguan
    assert cast.learner.identity.birth_date == date(2003, 5, 4)
    assert ClassMember.objects.get().state == MemberState.INVITED  # a stranger to this institution is asked


def test_a_learner_of_the_institution_is_put_on_the_roster_at_once(led: TrainingClass, cast: Cast) -> None:
    make_enrolment(cast.learner, make_course(cast.college))
    bring(led, RosterLine(2, "小禾", cast.learner.phone_numbers.get().number))
    assert ClassMember.objects.get().state == MemberState.ADDED


def test_another_name_behind_the_number_is_another_person(led: TrainingClass, cast: Cast) -> None:
    bring(led, RosterLine(2, "小禾的妈妈", cast.learner.phone_numbers.get().number))
    assert ClassMember.objects.get().person != cast.learner


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (RosterLine(9, "小明", home="桃花源"), "家乡"),
        (RosterLine(9, "小明", home="城关镇"), "家乡"),
        (RosterLine(9, "小明", born=date(2020, 1, 1)), "姓名"),
        (RosterLine(9, "别人", identity=NUMBER, born=date(1990, 3, 7)), "身份证号"),
        (RosterLine(9, "李大禾", "+8613800001234", date(1999, 1, 1)), "姓名"),
        (RosterLine(9, "赵石头", "+8613800009999"), "姓名"),
    ],
    ids=["unknown place", "several places", "under 14", "not their number", "another birth date", "same or another"],
)
def test_a_line_that_cannot_be_told_is_rejected_and_nothing_is_written(
    led: TrainingClass, cast: Cast, line: RosterLine, column: str
) -> None:
    make_region("城关镇", cast.places.puding)
    make_region("城关镇", cast.places.xixiu)
    bring(led, *LINES)
    before = User.objects.count()
    report = bring(led, RosterLine(2, "新来的"), line)
    assert [(complaint.row, complaint.column) for complaint in report.rejected] == [(9, column)], report.rejected
    assert not report.written
    assert User.objects.count() == before
    kept = bring(led, RosterLine(2, "新来的"), line, keep_going=True)
    assert (kept.imported, kept.rejected_rows, kept.written) == (1, 1, True)


def test_the_ambiguous_place_says_which(led: TrainingClass, cast: Cast) -> None:
    make_region("城关镇", cast.places.puding)
    make_region("城关镇", cast.places.xixiu)
    [complaint] = bring(led, RosterLine(2, "小明", home="城关镇")).rejected
    assert complaint.reason.index("贵州省安顺市普定县城关镇") < complaint.reason.index("贵州省安顺市西秀区城关镇")  # the near one first
    assert not bring(led, RosterLine(2, "小明", home="普定县 城关镇")).rejected


def test_two_rows_of_one_person_and_too_many_for_the_seats(led: TrainingClass) -> None:
    report = bring(
        led, RosterLine(2, "小明"), RosterLine(3, "小明"), RosterLine(4, "小红", "+8613800001234"), RosterLine(5, "小红", "+8613800001234")
    )
    assert [complaint.row for complaint in report.rejected] == [3, 5]
    TrainingClass.objects.update(seats=1)
    report = bring(led, RosterLine(2, "小明"), RosterLine(3, "小红"), keep_going=True)
    assert [complaint.row for complaint in report.rejected] == [3]
    assert report.written


def test_a_number_from_a_roster_opens_the_record_only_with_a_second_proof(led: TrainingClass) -> None:
    bring(led, *LINES)
    behind = accounts.doorway("+8613800001234", now=now())
    assert not behind.open
    assert {person.name for person in behind.guarded} == {"李大禾", "张梅"}
    by_name = {person.name: person for person in behind.guarded}

    def proves(who: str, name: str, born: date) -> bool:
        return accounts.second_proof_holds("+8613800001234", by_name[who], name=name, birth_date=born, now=now())

    assert not proves("李大禾", "李大禾", date(1999, 1, 1))
    assert proves("李大禾", "李大禾", date(2003, 5, 4))
    assert proves("张梅", "张梅", date(1999, 1, 1))
    assert not proves("张梅", "李大禾", date(1999, 1, 1))
    accounts.note_number_used("+8613800001234", by_name["张梅"], now=now())
    assert [person.name for person in accounts.doorway("+8613800001234", now=now()).open] == ["张梅"]
    assert PhoneNumber.objects.proven().get(person=by_name["张梅"]).verified_at


def test_somebody_else_without_a_birth_date_is_not_proven_by_the_name(cast: Cast) -> None:
    person = make_person("阿花", born=None)
    number = person.phone_numbers.get().number
    assert not accounts.second_proof_holds(number, person, name="阿花", birth_date=date(1999, 1, 1), now=now())


def upload(client: Client, led: TrainingClass, content: bytes) -> str:
    answer = client.post(f"/classes/{led.key}/roster/", {"file": SimpleUploadedFile("名单.xlsx", content)})
    return answer.headers.get("Location", "") if answer.status_code == 302 else answer.text


def test_the_page_checks_first_and_writes_after(led: TrainingClass, cast: Cast) -> None:
    teacher = signed_in(cast.teacher)
    address = upload(teacher, led, sheet(["李大禾", "13800001234"], ["王松", None, None, None, "桃花源"]))
    page = teacher.get(address).text
    assert not ClassMember.objects.exists()
    assert "桃花源" in page
    assert teacher.post(address).status_code == 422
    assert not ClassMember.objects.exists()
    assert signed_in(cast.other_class_teacher).get(address).status_code == 404
    assert "1" in teacher.post(address, {"keep_going": "1"}, follow=True).text
    assert ClassMember.objects.get().person.name == "李大禾"
    assert not RosterUpload.objects.exists()
    assert "xls" in upload(teacher, led, b"\xd0\xcf\x11\xe0")


def test_a_kept_table_is_unreadable_in_the_database_and_gone_after_a_day(led: TrainingClass, cast: Cast) -> None:
    content = sheet(["李大禾"])
    upload(signed_in(cast.teacher), led, content)
    kept = RosterUpload.objects.get()
    assert b"PK" not in bytes(kept.sealed_content)[:50]
    assert operations.content_of(kept) == content
    operations.forget_uploads(now=now())
    assert RosterUpload.objects.exists()
    operations.forget_uploads(now=now() + RosterUpload.KEPT_FOR * 2)
    assert not RosterUpload.objects.exists()


def test_one_person_by_hand(led: TrainingClass, cast: Cast) -> None:
    teacher = signed_in(cast.teacher)
    url = f"/classes/{led.key}/add/"
    assert teacher.post(url, {"name": "李大禾", "home": "马官镇"}).status_code == 302
    assert led.members.get().person.home_region == cast.places.maguan
    assert "同名" in teacher.post(url, {"name": "李大禾", "phone": "13800001234"}).text
    assert led.members.count() == 1


def run(capsys: pytest.CaptureFixture[str], file: Path, led: TrainingClass, *more: str) -> tuple[int, list[str]]:
    code = 0
    try:
        call_command("import_roster", str(file), "--class", str(led.key), *more)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    return code, capsys.readouterr().out.splitlines()


def test_the_command_says_what_it_did_in_its_last_line(led: TrainingClass, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes("姓名,手机号\n李大禾,13800001234\n王松,123\n".encode("gbk"))
    code, said = run(capsys, file, led)
    assert (code, said[-1]) == (1, "0 imported, 0 updated, 1 rejected")
    assert any("3" in line and "手机号" in line for line in said)
    assert run(capsys, file, led, "--dry-run")[1][-1] == "1 imported, 0 updated, 1 rejected"
    assert not ClassMember.objects.exists()
    assert run(capsys, file, led, "--keep-going") == (1, [*said[:1], "1 imported, 0 updated, 1 rejected"])
    file.write_text("姓名,手机号\n李大禾,13800001234\n")
    assert run(capsys, file, led)[1][-1] == "0 imported, 0 updated, 0 rejected"
    with pytest.raises(CommandError, match="no class"):
        call_command("import_roster", str(file), "--class", "999999")

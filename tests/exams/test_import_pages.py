"""The admin's pages for files of questions: from the upload to the bank, each institution for itself, and a bank as a file."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from cms.models import HomePage
from exams import tasks
from exams.models import Question, QuestionBank, QuestionUpload
from exams.operations import keep_upload
from tests.cast import NOW, Cast, signed_in
from tests.exams import papers
from tests.exams.factories import make_bank, make_topic, open_admin

GIFT = "$CATEGORY: 诚信与质量\n\n对吗？{T}\n\n选哪个？{=甲 ~乙}\n"


@pytest.fixture
def bank(cast: Cast, home: HomePage) -> QuestionBank:
    open_admin(cast)
    make_topic()
    return QuestionBank.objects.create(slug="bank", title="题库", organisation=cast.college)


@pytest.fixture
def trainer(cast: Cast, bank: QuestionBank) -> Client:
    return signed_in(cast.trainer)


def send(client: Client, bank: QuestionBank, content: bytes, name: str = "x.gift", **more: object) -> str:
    """The address of the page that tells what became of it. Tasks run in place."""
    file = SimpleUploadedFile(name, content)
    answer = client.post(reverse("exams_import"), {"bank": bank.pk, "file": file, **more})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_a_file_is_shown_first_and_written_when_its_sender_says_so(
    bank: QuestionBank, trainer: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client = trainer
    with django_capture_on_commit_callbacks(execute=True):
        address = send(client, bank, GIFT.encode())
    assert "新增 2" in client.get(address).content.decode()
    assert "对吗？" in client.get(f"{address}preview/").content.decode()
    assert not Question.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    page = client.get(address).content.decode()
    assert "已完成" in page
    assert Question.objects.count() == 2
    client.post(address)  # once more: nothing
    assert (Question.objects.count(), bytes(QuestionUpload.objects.get().content)) == (2, b"")


def uploaded(cast: Cast, bank: QuestionBank, content: bytes, name: str = "x.gift") -> QuestionUpload:
    upload = keep_upload(bank, content, name=name, language="zh-hans", by=cast.trainer, now=NOW)
    tasks.read_upload(upload.pk)
    upload.refresh_from_db()
    return upload


def test_problems_are_named_and_only_the_right_ones_taken_on_wish(cast: Cast, bank: QuestionBank, trainer: Client) -> None:
    upload = uploaded(cast, bank, (GIFT + "\n坏了{\n").encode())
    page = trainer.get(reverse("exams_upload", args=[upload.key])).content.decode()
    assert "第 7 行" in page
    assert "没有对应的 }" in page
    trainer.post(reverse("exams_upload", args=[upload.key]), {"keep_going": "1"})
    tasks.import_upload(upload.pk)
    assert Question.objects.count() == 2
    assert "第 7 行" in trainer.get(reverse("exams_upload", args=[upload.key])).content.decode(), "what was left out stays named"


def test_a_problem_that_came_up_since_is_said_and_nothing_written(cast: Cast, bank: QuestionBank, trainer: Client) -> None:
    upload = uploaded(cast, bank, GIFT.encode())
    make_topic().delete()
    trainer.post(reverse("exams_upload", args=[upload.key]))
    tasks.import_upload(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, Question.objects.count(), len(upload.report["problems"])) == ("read", 0, 2)


def test_a_bad_file_is_refused_in_words(cast: Cast, bank: QuestionBank, trainer: Client) -> None:
    upload = uploaded(cast, bank, b"PK\x03\x04rubbish", "x.xlsx")
    page = trainer.get(reverse("exams_upload", args=[upload.key])).content.decode()
    assert "文件坏了" in page


def test_pictures_tables_and_parts_are_previewed(cast: Cast, bank: QuestionBank, trainer: Client) -> None:
    upload = keep_upload(bank, papers.classic(), name="卷.docx", topic=make_topic(), language="zh-hans", by=cast.trainer, now=NOW)
    tasks.read_upload(upload.pk)
    page = trainer.get(reverse("exams_preview", args=[upload.key])).content.decode()
    assert "data:image/jpeg;base64," in page
    assert '<th scope="col">单价</th>' in page


def test_a_lost_message_is_made_good_by_the_sweep_and_old_files_go(cast: Cast, bank: QuestionBank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "now", lambda: NOW)
    upload = keep_upload(bank, GIFT.encode(), name="x", language="zh-hans", by=cast.trainer, now=NOW)
    tasks.go_on_with_uploads()
    upload.refresh_from_db()
    assert upload.state == "read"
    monkeypatch.setattr(tasks, "now", lambda: NOW + QuestionUpload.KEPT_FOR * 2)
    tasks.go_on_with_uploads()
    assert not QuestionUpload.objects.exists()


def test_nobody_brings_questions_into_another_s_bank(cast: Cast, bank: QuestionBank) -> None:
    make_bank(cast.other_college, slug="theirs")
    answer = signed_in(cast.other_trainer).post(
        reverse("exams_import"), {"bank": bank.pk, "file": SimpleUploadedFile("x.gift", GIFT.encode())}
    )
    assert (answer.status_code, QuestionUpload.objects.count()) == (422, 0)


def test_a_colleague_does_not_see_the_file_i_sent(cast: Cast, bank: QuestionBank) -> None:
    upload = uploaded(cast, bank, GIFT.encode())
    QuestionUpload.objects.update(by=cast.other_trainer)
    assert signed_in(cast.trainer).get(reverse("exams_upload", args=[upload.key])).status_code == 404


def test_a_bank_as_a_file_and_what_it_cannot_hold(cast: Cast, trainer: Client, tmp_path: Path) -> None:
    make_bank(cast.college, slug="full")
    table = trainer.get(reverse("exams_export", args=["full", "xlsx"]))
    assert load_workbook(io.BytesIO(table.content)).worksheets[0].max_row == 13
    with override("zh-hans"):
        page = trainer.get(reverse("exams_export", args=["full", "gift"]))
        assert "放不下数的单位" in page.content.decode()
    assert trainer.get(reverse("exams_export", args=["full", "gift"]) + "?anyway=1").content.startswith(b"$CATEGORY:")
    assert trainer.get(reverse("exams_export", args=["full", "aiken"])).status_code == 404
    assert trainer.get(reverse("exams_template")).status_code == 200

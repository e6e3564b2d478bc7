"""Pictures of questions: made small at upload, sent to whose paper or bank holds them, found by nobody else."""

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from accounts.models import Organisation
from courses.pictures import BUDGET, BadPicture
from exams.content import Content, from_numbered
from exams.models import Exam, QuestionBank, QuestionPicture
from exams.operations import QuestionItem, add_question_picture, import_questions, read_paper, sizes_of
from exams.showing import Size
from tests.cast import NOW, Cast, make_organisation, signed_in
from tests.exams.factories import make_attempt, make_exam, make_topic


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path, "base_url": None}}
    }


def photo(width: int = 1600, height: int = 1200, colour: str = "orange") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    Image.new("RGB", (width, height), colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


def asking(picture: QuestionPicture) -> Content:
    figure = {"image": str(picture.uuid), "alt": "一筐橙子"}
    return from_numbered("true_false", {"stem": "筐里是橙子。", "answer": True, "figures": [figure]})


def exam_with(picture: QuestionPicture, organisation: Organisation) -> Exam:
    """Every question of its bank shows the picture."""
    exam = make_exam(organisation)
    bank = QuestionBank.objects.get(pk=exam.bank_id)
    keys = bank.questions.values_list("key", "topic__slug", "difficulty")
    items = [
        QuestionItem(key=key, topic=make_topic(topic), difficulty=difficulty, content=asking(picture)) for key, topic, difficulty in keys
    ]
    import_questions(bank, items, now=NOW)
    return exam


def path_of(picture: QuestionPicture) -> str:
    return f"/exams/pictures/{picture.uuid}"


def test_a_photo_becomes_one_light_file_that_says_nothing_of_its_taking(db: None) -> None:
    college = make_organisation("seedling-college", "苗圃学堂")
    picture = add_question_picture(photo(), college)
    assert (picture.width, picture.height) == (720, 540)
    kept = picture.file.read()
    assert len(kept) == picture.size_bytes <= BUDGET
    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("WEBP", (720, 540), {})
    assert sizes_of([asking(picture)]) == {str(picture.uuid): Size(720, 540)}


def test_the_same_picture_is_kept_once_in_each_institution_under_one_name(db: None) -> None:
    here, there = make_organisation("seedling-college", "苗圃学堂"), make_organisation("other", "别家")
    first, again, elsewhere = (add_question_picture(photo(), organisation) for organisation in (here, here, there))
    assert first == again
    assert first != elsewhere
    assert first.uuid == elsewhere.uuid
    assert add_question_picture(photo(colour="green"), here).uuid != first.uuid


@pytest.mark.parametrize("content", [b"", b"GIF89a", photo()[:2000], b"<svg/>"])
def test_what_is_no_picture_is_refused_and_nothing_is_written(db: None, content: bytes) -> None:
    with pytest.raises(BadPicture):
        add_question_picture(content, make_organisation("seedling-college", "苗圃学堂"))
    assert not QuestionPicture.objects.exists()


def test_it_is_sent_to_authors_and_to_who_has_it_on_a_paper_and_to_nobody_else(cast: Cast) -> None:
    picture = add_question_picture(photo(), cast.college)
    exam = exam_with(picture, cast.college)
    assert Client().get(path_of(picture)).status_code == 302
    assert [signed_in(person).get(path_of(picture)).status_code for person in (cast.trainer, cast.other_trainer, cast.officer)] == [
        200,
        404,
        404,
    ]
    assert signed_in(cast.learner).get(path_of(picture)).status_code == 404
    attempt = make_attempt(cast.learner, exam)
    answer = signed_in(cast.learner).get(path_of(picture))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert signed_in(cast.other_learner).get(path_of(picture)).status_code == 404
    [figure] = read_paper(attempt)[0].shown.figures
    assert (figure.size, figure.alt) == (Size(720, 540), "一筐橙子")


def test_a_picture_of_one_institution_is_no_way_to_the_same_name_in_another(cast: Cast) -> None:
    """The learner's paper shows the college's; what another institution keeps under that name stays its own."""
    exam = exam_with(QuestionPicture(uuid=add_question_picture(photo(), make_organisation("other", "别家")).uuid), cast.college)
    make_attempt(cast.learner, exam)
    uuid = QuestionPicture.objects.get().uuid
    assert signed_in(cast.learner).get(f"/exams/pictures/{uuid}").status_code == 404


def test_a_lost_file_and_an_unknown_name_are_not_found(cast: Cast) -> None:
    picture = add_question_picture(photo(), cast.college)
    picture.file.storage.delete(str(picture.file))
    assert signed_in(cast.trainer).get(path_of(picture)).status_code == 404
    assert signed_in(cast.trainer).get("/exams/pictures/0f8fad5b-d9cb-469f-a165-70867728950e").status_code == 404

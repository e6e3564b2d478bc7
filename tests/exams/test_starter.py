"""The starter's questions, and that no practice question is among them."""

import re
import time
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from accounts.models import Organisation
from cms.models import HomePage
from exams.models import Exam, QuestionVersion
from exams.operations import Imported, load_questions, publish_exam, start_attempt
from exams.operations.starter import BadQuestionFile
from tests.cast import NOW, Cast, make_organisation
from tests.courses.factories import make_course

STARTER: Path = settings.BASE_DIR / "cms" / "starter"
ALIKE = 0.8


@pytest.fixture
def college(db: None) -> Organisation:
    return make_organisation("seedling-college", "苗圃学堂")


def test_the_starter_brings_a_published_exam_of_100_points_in_20_questions(college: Organisation, home: HomePage) -> None:
    course = make_course(college, slug="store-operation")
    done = load_questions(STARTER / "questions", college, now=NOW)
    assert done == Imported(imported=125, updated=0, unchanged=0)
    exam = Exam.objects.with_size().get(slug="store-operation-junior")
    assert (exam.questions, exam.points, exam.published_at, exam.requires_course) == (20, 100, NOW, course)  # type: ignore[attr-defined]
    assert {must.topic.slug: must.share for must in exam.blueprint.must_pass.all()} == {"honesty": 60}


def test_loading_again_changes_nothing_and_takes_no_time(college: Organisation) -> None:
    load_questions(STARTER / "questions", college, now=NOW)
    begun = time.monotonic()
    again = load_questions(STARTER / "questions", college, now=NOW)
    assert again == Imported(0, 0, 125)
    assert time.monotonic() - begun < 1.5, "0.2 s on an idle machine"


def test_an_exam_that_examiners_changed_is_left_alone_and_a_missing_course_is_added_later(college: Organisation, home: HomePage) -> None:
    load_questions(STARTER / "questions", college, now=NOW)
    Exam.objects.update(minutes=45)
    assert Exam.objects.get().requires_course is None
    course = make_course(college, slug="store-operation")
    load_questions(STARTER / "questions", college, now=NOW)
    exam = Exam.objects.get()
    assert (exam.minutes, exam.requires_course) == (45, course)


def test_a_paper_of_the_starter_can_be_drawn(cast: Cast) -> None:
    load_questions(STARTER / "questions", cast.college, now=NOW)
    attempt = start_attempt(cast.learner, Exam.objects.get(), now=NOW)
    topics = Counter(slot.topic for slot in attempt.paper.slots)
    assert topics == {"know-ecommerce": 4, "daily-work": 4, "open-a-shop": 3, "decorate": 3, "village-station": 3, "honesty": 3}


def test_every_cell_of_the_starter_holds_at_least_five_times_what_it_asks(college: Organisation) -> None:
    load_questions(STARTER / "questions", college, now=NOW)
    assert publish_exam(Exam.objects.get(), now=NOW) == []


def test_right_answers_are_spread_over_all_places(college: Organisation) -> None:
    load_questions(STARTER / "questions", college, now=NOW)
    places = Counter(
        version.content["answer"] for version in QuestionVersion.objects.filter(kind="single") if len(version.content["options"]) == 4
    )
    assert min(places[letter] for letter in "abcd") * 2 > max(places.values())


def test_a_bad_starter_file_is_named_with_its_question(college: Organisation, tmp_path: Path) -> None:
    for file in (STARTER / "questions").glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text())
    broken = (tmp_path / "honesty.yaml").read_text().replace("answer: 2", "answer: 9", 1)
    (tmp_path / "honesty.yaml").write_text(broken)
    with pytest.raises(BadQuestionFile, match=r"honesty\.yaml: honesty-01"):
        load_questions(tmp_path, college, now=NOW)
    assert not QuestionVersion.objects.exists()


def words_of(text: str) -> str:
    """A stem without its punctuation, spaces and full-width forms."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def stems(folder: Path, field: str) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*.yaml")):
        for item in yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader).get(field) or []:
            for question in item.values():
                if isinstance(question, dict) and "stem" in question:
                    found[words_of(question["stem"])] = f"{path.name}: {question['stem']}"
    return found


def alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() > ALIKE and matcher.quick_ratio() > ALIKE and matcher.ratio() > ALIKE


def test_a_practice_question_is_never_an_exam_question() -> None:
    exam, practice = stems(STARTER / "questions", "questions"), stems(STARTER / "curriculum", "practice")
    assert len(exam) == 125, "no two exam questions say the same"
    assert len(practice) > 60
    twins = [(exam[one], practice[other]) for one in exam for other in practice if alike(one, other)]
    assert not twins


def test_the_comparison_sees_a_reworded_twin() -> None:
    assert alike(words_of("盘点时发现十包饼干过期两天。应当怎么办？"), words_of("盘点的时候发现 10 包饼干过期两天，应当怎么办"))

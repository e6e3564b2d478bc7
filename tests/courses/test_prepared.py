"""Prepared queries answer as Django's own do, whatever the values, and PostgreSQL keeps their plans."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from cms.models import HomePage
from cms.settings.base import database
from courses import operations
from courses.models import Enrolment, Study
from courses.models.learning import study_of
from courses.models.prepared import PreparedQuery, columns, slots
from tests.cast import NOW, Cast
from tests.courses.factories import lessons_of, make_course, make_enrolment

pytestmark = pytest.mark.django_db


def own_fields(enrolment: Enrolment) -> list[Any]:
    return [getattr(enrolment, name) for name in columns(Enrolment)]


def test_every_way_of_asking_finds_the_same_study(cast: Cast, home: HomePage) -> None:
    mine, other = make_course(lessons=["一", "二", "三"]), make_course(lessons=["四"])
    enrolment = make_enrolment(cast.learner, mine)
    make_enrolment(cast.other_learner, mine)
    first, second, third = lessons_of(mine)
    operations.mark_lesson_done(enrolment, first.lesson_key, now=NOW)
    operations.retire_lesson(third.lesson_key, by=None, now=NOW)
    ways: list[dict[str, Any]] = [
        {"pk": enrolment.pk},
        {"learner": cast.learner, "course": mine},
        {"learner": cast.learner, "course__key": mine.key},
        {"pk": str(enrolment.pk), "learner": cast.learner.pk},
        {"learner": cast.learner, "course": mine, "institution": enrolment.institution},
    ]
    for way in ways * 2:
        study = study_of(**way)
        assert isinstance(study, Study)
        assert own_fields(study.enrolment) == own_fields(Enrolment.objects.get(pk=enrolment.pk))
        assert [(place.lesson_key, place.title, place.is_live) for place in study.places] == [
            (lesson.lesson_key, lesson.title, True) for lesson in (first, second, third)
        ]
        assert [(place.is_begun, place.is_done, place.is_retired) for place in study.places] == [
            (True, True, False),
            (False, False, False),
            (False, False, True),
        ]
    assert study_of(learner=cast.learner, course=other) is None
    assert study_of(pk=enrolment.pk, learner=cast.other_learner) is None


def test_rows_are_those_of_django(cast: Cast, home: HomePage) -> None:
    enrolment = make_enrolment(cast.learner, make_course())
    fields = ["enrolled_at", "completed_at", "course__key", "learner__public_id"]
    asked = Enrolment.objects.order_by("pk").values_list(*fields, F("pk") + 1)
    prepared = PreparedQuery(lambda: asked.filter(**slots(Enrolment, ("course__key", "pk"))))
    for _ in range(2):
        with CaptureQueriesContext(connection) as statements:
            found = prepared.rows({"pk": enrolment.pk, "course__key": enrolment.course.key})
        assert list(map(tuple, found)) == list(asked)
        assert len(statements) == 1


@pytest.mark.postgresql
def test_postgresql_plans_it_once(cast: Cast, home: HomePage) -> None:
    enrolment = make_enrolment(cast.learner, make_course())
    for _ in range(8):
        enrolment.study()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%courses_outlinelesson%%' AND %s = 1", [1])
        assert cursor.fetchone()[0] >= 1


def test_behind_a_pooler_nothing_is_kept_on_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    assert database("postgres://one/two")["OPTIONS"]["prepare_threshold"] == 5  # type: ignore[index]
    monkeypatch.setattr("cms.settings.base.PREPARE_STATEMENTS", False)
    assert database("postgres://one/two")["OPTIONS"]["prepare_threshold"] is None  # type: ignore[index]

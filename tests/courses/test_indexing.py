from collections import Counter
from collections.abc import Iterator

import pytest
from django.tasks.signals import task_started
from wagtail.models import ReferenceIndex

from cms.models import HomePage
from courses.indexing import indexing_at_the_end
from courses.models import CourseIndexPage, LessonPage
from courses.models.search import find_texts
from tests.cast import Cast
from tests.courses.factories import lessons_of, make_course


@pytest.fixture
def indexed() -> Iterator[Counter[str]]:
    """How often each task ran, by its name."""
    ran: Counter[str] = Counter()

    def count(sender: object, task_result: object, **facts: object) -> None:
        ran[task_result.task.name] += 1  # type: ignore[attr-defined]

    task_started.connect(count)
    yield ran
    task_started.disconnect(count)


@pytest.fixture
def lesson(cast: Cast, home: HomePage) -> LessonPage:
    return lessons_of(make_course(lessons=["选品"]))[0]


def retitle(lesson: LessonPage, *titles: str) -> None:
    for title in titles:
        lesson.title = title
        lesson.save_revision().publish()
        lesson.refresh_from_db()


def test_a_page_saved_many_times_is_indexed_once_as_it_stands_at_the_end(lesson: LessonPage, indexed: Counter[str]) -> None:
    with indexing_at_the_end():
        retitle(lesson, "定价", "打包")
        assert not indexed
        assert not find_texts("打包")
    assert indexed == {"insert_or_update_object_task": 1, "update_reference_index_task": 1}
    assert [page.title for page in find_texts("打包")] == ["打包"]
    assert not find_texts("定价")


def test_what_a_page_refers_to_is_known_at_the_end(lesson: LessonPage, home: HomePage) -> None:
    index = CourseIndexPage.objects.get()
    lesson.body = [{"type": "text", "value": f'<p><a linktype="page" id="{index.pk}">课程</a></p>'}]
    with indexing_at_the_end():
        lesson.save_revision().publish()
        assert not ReferenceIndex.get_references_to(index).exists()
    assert ReferenceIndex.get_references_to(index).filter(object_id=str(lesson.pk)).exists()


def retitle_and_fail(lesson: LessonPage) -> None:
    with indexing_at_the_end():
        retitle(lesson, "定价")
        raise ZeroDivisionError


def test_after_an_error_nothing_is_indexed_and_the_next_save_is_as_ever(lesson: LessonPage, indexed: Counter[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        retitle_and_fail(lesson)
    assert not indexed
    retitle(lesson, "打包")
    assert find_texts("打包")

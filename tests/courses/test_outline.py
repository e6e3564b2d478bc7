from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cms.models import HomePage
from courses import operations
from courses.models import Course, ModulePage, Outline, OutlineLesson
from courses.outline import Entry, digest
from tests.cast import NOW, Cast
from tests.courses.factories import lessons_of, make_course, make_lesson, publish_child

ONE = Entry(uuid4(), "选品的三条标准", 5, "选品", "selection")
TWO = Entry(uuid4(), "流量是什么", 4, "推广", "traffic")


def test_the_same_lessons_have_the_same_digest() -> None:
    assert digest([ONE, TWO]) == digest([replace(ONE), replace(TWO)])


@pytest.mark.parametrize(
    "other",
    [
        [TWO, ONE],
        [ONE],
        [ONE, replace(TWO, title="什么是流量")],
        [ONE, replace(TWO, minutes=5)],
        [ONE, replace(TWO, module_title="运营")],
        [ONE, replace(TWO, lesson_key=uuid4())],
    ],
    ids=["order", "fewer", "title", "minutes", "module", "key"],
)
def test_another_order_name_or_lesson_is_another_digest(other: list[Entry]) -> None:
    assert digest([ONE, TWO]) != digest(other)


def republish(page: Any, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_publishing_a_lesson_compiles_its_course(home: HomePage) -> None:
    course = make_course(lessons=["一"])
    assert course.outline
    before = course.outline
    make_lesson(lessons_of(course)[0].get_parent().specific, "二")
    course.refresh_from_db()
    assert [lesson.title for lesson in course.outline.lessons.all()] == ["一", "二"]
    assert [lesson.title for lesson in before.lessons.all()] == ["一"]


def test_an_edit_of_the_text_alone_makes_no_new_outline_but_weighs_anew(home: HomePage) -> None:
    course = make_course()
    lesson, other, _ = lessons_of(course)
    sizes = dict(OutlineLesson.objects.values_list("page", "size_bytes"))
    assert min(sizes.values()) > 500
    republish(lesson, body=[{"type": "text", "value": "".join(f"<p>第 {n} 段，{n * n} 斤红薯。</p>" for n in range(200))}])
    assert Outline.objects.count() == 1
    after = dict(OutlineLesson.objects.values_list("page", "size_bytes"))
    assert after[lesson.pk] > sizes[lesson.pk]
    assert after[other.pk] == sizes[other.pk]


def test_a_renamed_lesson_makes_an_outline_and_the_old_name_the_old_one(home: HomePage) -> None:
    course = make_course()
    first = course.outline
    lesson = lessons_of(course)[0]
    name = lesson.title
    republish(lesson, title="新名字")
    course.refresh_from_db()
    assert course.outline != first
    republish(lesson, title=name)
    course.refresh_from_db()
    assert course.outline == first
    assert list(course.outlines.values_list("number", flat=True)) == [1, 2]


def test_moving_lessons_compiles_without_publishing(home: HomePage) -> None:
    course = make_course()
    first, _, third = lessons_of(course)
    third.move(first, pos="left")
    assert lessons_of(Course.objects.get())[0].pk == third.pk


def test_a_lesson_moved_to_another_course_leaves_the_first(home: HomePage) -> None:
    here, there = make_course(), make_course()
    moved = lessons_of(here)[2]
    republish(moved, slug="moved")
    moved.refresh_from_db()
    moved.move(lessons_of(there)[0].get_parent(), pos="last-child")
    assert moved.pk not in [page.pk for page in lessons_of(Course.objects.get(pk=here.pk))]
    assert moved.pk in [page.pk for page in lessons_of(Course.objects.get(pk=there.pk))]
    assert here.outline
    assert here.outline.lessons.get(page=moved).path.endswith("/moved/")


def test_unpublishing_a_lesson_takes_it_out_of_what_new_learners_get(home: HomePage) -> None:
    course = make_course()
    lessons_of(course)[1].unpublish()
    assert [page.title for page in lessons_of(Course.objects.get())] == ["选品的三条标准", "店铺评分"]


def test_a_draft_module_hides_its_lessons(home: HomePage) -> None:
    course = make_course(lessons=["一"])
    module = ModulePage(title="草稿", slug="draft", live=False, locale=course.page.locale)
    course.page.add_child(instance=module)
    make_lesson(module, "二")
    assert [page.title for page in lessons_of(Course.objects.get())] == ["一"]


def test_many_changes_in_one_go_compile_once(home: HomePage) -> None:
    course = make_course()
    module = lessons_of(course)[0].get_parent().specific
    with operations.compiling_at_the_end(now=NOW):
        for name in ("四", "五", "六"):
            make_lesson(module, name)
    assert list(course.outlines.values_list("number", flat=True)) == [1, 2]


def test_an_outline_holds_a_lesson_once_and_a_course_an_outline_once(cast: Cast, home: HomePage) -> None:
    course = make_course()
    assert course.outline
    place = course.outline.lessons.first()
    assert place
    place.pk, place.position = None, 99
    with pytest.raises(IntegrityError, match=r"a_lesson_stands_once|lesson_key"), transaction.atomic():
        place.save()
    with pytest.raises(IntegrityError, match=r"same_lessons|digest"), transaction.atomic():
        Outline.objects.create(course=course, number=9, digest=course.outline.digest, compiled_at=NOW)


def test_a_copied_lesson_is_a_lesson_of_its_own(home: HomePage) -> None:
    lesson = lessons_of(make_course())[0]
    copy = lesson.copy(update_attrs={"slug": "copy"})
    assert copy.lesson_key != lesson.lesson_key


def test_publishing_a_page_outside_any_course_compiles_nothing(home: HomePage) -> None:
    publish_child(home, type(home)(title="别的", slug="other", lead="…", locale=home.locale))
    assert not Course.objects.exists()

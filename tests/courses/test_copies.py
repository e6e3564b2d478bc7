"""A county builds after the province's course: locked parts hold and follow, its own words are never overwritten."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page

from accounts.models import Notice
from cms.models import HomePage
from courses import operations
from courses.copying import Fate, digest, fate
from courses.models import CopyUpdate, Course, CourseCopy, Enrolment, LessonPage, LockedPart, ModulePage
from tests.cast import NOW, Cast, signed_in
from tests.courses.factories import finish_course, lessons_of, make_course, make_enrolment, make_institution_page, make_lesson


@pytest.fixture
def province(cast: Cast, home: HomePage) -> Course:
    """苗圃学堂 offers a course of three lessons; its first lesson is locked. 别家学校 has a trainer."""
    course = make_course(cast.college, lessons=["一", "二", "三"], title="省里的课")
    operations.seat_trainer(cast.trainer, cast.college)
    make_institution_page(cast.other_college)
    operations.seat_trainer(cast.other_trainer, cast.other_college)
    operations.offer_course(course, by=cast.trainer, now=NOW)
    operations.lock_parts(course, {lessons_of(course)[0].pk: "全省考试要考"}, by=cast.trainer, now=NOW)
    return course


def copied(province: Course, cast: Cast, *, published: bool = True) -> CourseCopy:
    copy = operations.copy_course(province, cast.other_college, by=cast.other_trainer, now=NOW)
    if published:
        operations.publish_course(copy.copy.page, by=cast.other_trainer, now=NOW)
    return CourseCopy.objects.get(pk=copy.pk)


def ours(copy: CourseCopy, title: str) -> LessonPage:
    found: LessonPage = LessonPage.objects.descendant_of(copy.copy.page).get(title=title)
    return found


def write(page: LessonPage, *, publish: bool = True, **words: Any) -> None:
    page = LessonPage.objects.get(pk=page.pk)
    for name, value in words.items():
        setattr(page, name, value)
    revision = page.save_revision()
    if publish:
        revision.publish()


def titles(copy: CourseCopy) -> list[str]:
    return [page.title for page in LessonPage.objects.live().descendant_of(copy.copy.page).order_by("path")]


# --- rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("brought", "theirs", "ours", "is_locked", "expected"),
    [
        ("a", "a", "a", False, Fate.SAME),
        ("a", "b", "a", False, Fate.FOLLOWS),
        ("a", "b", "a", True, Fate.FOLLOWS),
        ("a", "a", "x", False, Fate.SAME),
        ("a", "b", "x", False, Fate.KEPT),
        ("a", "b", "x", True, Fate.KEPT_LOCKED),
        ("a", "a", "x", True, Fate.KEPT_LOCKED),
        ("a", "b", "b", False, Fate.SAME),
        ("a", "b", None, False, Fate.REMOVED_HERE),
        ("a", None, "a", True, Fate.GONE_THERE),
    ],
)
def test_what_becomes_of_a_part(brought: str, theirs: str | None, ours: str | None, is_locked: bool, expected: Fate) -> None:
    assert fate(brought=brought, theirs=theirs, ours=ours, is_locked=is_locked) == expected


@given(st.text(), st.text(), st.text(), st.booleans())
def test_own_words_are_never_overwritten(brought: str, theirs: str, mine: str, is_locked: bool) -> None:
    if mine != brought:
        assert fate(brought=brought, theirs=theirs, ours=mine, is_locked=is_locked) not in {Fate.FOLLOWS, Fate.NEW}


def test_what_the_editor_adds_by_saving_does_not_count() -> None:
    loaded = {"body": [{"type": "steps", "value": {"items": ["洗"]}}, {"type": "text", "value": "<p>字</p>"}], "sources": "甲\n乙"}
    saved = {
        "body": [
            {"type": "steps", "id": "1", "value": {"items": [{"type": "item", "id": "2", "value": "洗"}]}},
            {"type": "text", "id": "3", "value": '<p data-block-key="a1b2c">字</p>'},
        ],
        "sources": "甲\r\n乙",
    }
    assert digest(loaded) == digest(saved)
    assert digest(loaded) != digest(saved | {"sources": "统计局"})


# --- copying -----------------------------------------------------------------------------------


def test_a_copy_is_drafts_of_what_is_published_and_is_made_once(province: Course, cast: Cast) -> None:
    write(lessons_of(province)[1], publish=False, title="还没发布的改动")
    copy = copied(province, cast, published=False)
    assert operations.copy_course(province, cast.other_college, by=cast.other_trainer, now=NOW) == copy
    pages = Page.objects.descendant_of(copy.copy.page, inclusive=True)
    assert not pages.live().exists()
    assert [page.title for page in LessonPage.objects.descendant_of(copy.copy.page).order_by("path")] == ["一", "二", "三"]
    assert copy.copy.organisation == cast.other_college
    keys = {page.lesson_key for page in lessons_of(province)}
    assert not keys & set(LessonPage.objects.descendant_of(copy.copy.page).values_list("lesson_key", flat=True))
    assert operations.publish_course(copy.copy.page, by=cast.other_trainer, now=NOW) == 5
    assert operations.publish_course(copy.copy.page, by=cast.other_trainer, now=NOW) == 0
    assert [page.title for page in lessons_of(Course.objects.get(pk=copy.copy_id))] == ["一", "二", "三"]


def test_only_what_is_offered_is_copied_and_never_ones_own(province: Course, cast: Cast) -> None:
    with pytest.raises(operations.NotOffered):
        operations.copy_course(province, cast.college, by=cast.trainer, now=NOW)
    operations.withdraw_offer(province)
    with pytest.raises(operations.NotOffered):
        operations.copy_course(province, cast.other_college, by=cast.other_trainer, now=NOW)
    assert not CourseCopy.objects.exists()


# --- the lock in the admin ---------------------------------------------------------------------


def edit_data(page: LessonPage) -> dict[str, Any]:
    return {
        "title": "改了", "slug": page.slug, "minutes": 5, "body-count": 0, "practice-count": 0, "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0, "action-publish": "1",
    }  # fmt: skip


def test_a_locked_lesson_shows_who_and_why_and_takes_no_change(province: Course, cast: Cast) -> None:
    copy = copied(province, cast)
    page, client = ours(copy, "一"), signed_in(cast.other_trainer)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    shown = client.get(address).text
    assert "全省考试要考" in shown
    assert cast.college.name in shown
    client.post(address, edit_data(page))
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, page.latest_revision_id])
    client.post(revert, edit_data(page))
    page.refresh_from_db()
    assert page.title == "一"
    assert page.get_latest_revision_as_object().title == "一"
    other = ours(copy, "二")
    client.post(reverse("wagtailadmin_pages:edit", args=[other.pk]), edit_data(other))
    assert "改了" in titles(copy)


def closed_ways(page: LessonPage, module: ModulePage, elsewhere: Page) -> list[tuple[str, dict[str, str]]]:
    bulk = [reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) for action in ("delete", "unpublish", "move")]
    return [
        (reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {}),
        (reverse("wagtailadmin_pages:unpublish", args=[module.pk]), {"include_descendants": "on"}),
        (reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere.pk]), {}),
        (reverse("wagtailadmin_pages:delete", args=[page.pk]), {}),
        (reverse("courses_retire", args=[page.pk]), {}),
        *((f"{address}?id={page.pk}", {"chooser": str(elsewhere.pk)}) for address in bulk),
    ]


def test_nor_is_it_moved_taken_offline_retired_or_deleted(province: Course, cast: Cast) -> None:
    copy = copied(province, cast)
    page = ours(copy, "一")
    module = page.get_parent().specific
    elsewhere = copy.copy.page.add_child(instance=ModulePage(title="自己的", slug="own", locale=module.locale))
    client = signed_in(cast.other_trainer)
    for address, data in closed_ways(page, module, elsewhere):
        answer = client.post(address, data)
        assert answer.status_code in {302, 403, 409}, address
        page.refresh_from_db()
        assert page.live, address
        assert page.get_parent().pk == module.pk, address
    assert titles(copy) == ["一", "二", "三"]


def test_a_locked_module_holds_its_lessons_and_takes_lessons_beside_them(province: Course, cast: Cast) -> None:
    module = lessons_of(province)[0].get_parent()
    operations.lock_parts(province, {module.pk: ""}, by=cast.trainer, now=NOW)
    copy = copied(province, cast)
    page = ours(copy, "三")
    assert page.get_lock()
    assert page.get_parent().specific.get_lock()
    make_lesson(page.get_parent().specific, "县里自己的")
    assert titles(copy) == ["一", "二", "三", "县里自己的"]
    assert not LessonPage.objects.get(title="县里自己的").get_lock()
    operations.lock_parts(province, {}, by=cast.trainer, now=NOW)
    assert not LockedPart.objects.exists()
    assert not ours(copy, "三").get_lock()


# --- following ---------------------------------------------------------------------------------


def test_locked_and_untouched_parts_follow_own_words_stay(province: Course, cast: Cast) -> None:
    copy = copied(province, cast)
    write(ours(copy, "二"), summary="县里的说法")
    for number, lesson in enumerate(lessons_of(province), start=1):
        write(lesson, summary=f"省里新的 {number}")
    row = operations.update_copy(copy, by=cast.other_trainer, now=NOW)
    assert row
    assert [page.summary for page in LessonPage.objects.live().descendant_of(copy.copy.page).order_by("path")] == [
        "省里新的 1", "县里的说法", "省里新的 3",
    ]  # fmt: skip
    assert [(change["title"], change["fate"]) for change in row.changes] == [("一", "follows"), ("二", "kept"), ("三", "follows")]
    assert operations.update_copy(copy, by=cast.other_trainer, now=NOW) is None
    assert CopyUpdate.objects.count() == 1
    assert ours(copy, "一").get_lock(), "it is still locked after it followed"


def test_an_unfinished_draft_of_the_county_is_own_words_too(province: Course, cast: Cast) -> None:
    copy = copied(province, cast)
    write(ours(copy, "三"), publish=False, title="县里写到一半")
    write(lessons_of(province)[2], summary="省里新的")
    operations.update_copy(copy, by=None, now=NOW)
    draft = ours(copy, "三").get_latest_revision_as_object()
    assert (draft.title, draft.summary) == ("县里写到一半", "学完会算。")


def test_what_was_changed_before_it_was_locked_stays_until_it_is_taken(province: Course, cast: Cast) -> None:
    copy = copied(province, cast)
    write(ours(copy, "二"), summary="县里的说法")
    two = lessons_of(province)[1]
    operations.lock_parts(province, {two.pk: "新锁的"}, by=cast.trainer, now=NOW)
    page = ours(copy, "二")
    assert page.get_lock() is None
    assert operations.update_copy(copy, by=None, now=NOW) is None
    client = signed_in(cast.other_trainer)
    assert "锁上之前" in client.get(reverse("courses_blueprint", args=[copy.copy.page_id])).text
    client.post(reverse("courses_follow", args=[copy.copy.page_id]), {"take": [page.pk, "x"]})
    page = ours(copy, "二")
    assert page.summary == "学完会算。"
    assert page.get_lock()
    assert "县里的说法" in [revision.as_object().summary for revision in page.revisions.all()]


def test_new_lessons_come_and_what_was_taken_away_stays_away(province: Course, cast: Cast) -> None:
    copy = copied(province, cast, published=False)
    gone = ours(copy, "三")
    gone.delete()
    operations.publish_course(copy.copy.page, by=cast.other_trainer, now=NOW)
    make_lesson(lessons_of(province)[0].get_parent().specific, "四")
    operations.update_copy(copy, by=None, now=NOW)
    assert titles(copy) == ["一", "二", "四"]
    assert "四" in [page.title for page in lessons_of(Course.objects.get(pk=copy.copy_id))]
    lessons_of(province)[1].unpublish()
    assert Fate.GONE_THERE in {change.fate for change in operations.changes_of(copy)}
    assert operations.update_copy(copy, by=None, now=NOW) is None
    assert titles(copy) == ["一", "二", "四"], "what is gone there is the county's to decide"


def test_a_draft_copy_follows_without_going_online(province: Course, cast: Cast) -> None:
    copy = copied(province, cast, published=False)
    write(lessons_of(province)[0], summary="省里新的")
    operations.update_copy(copy, by=None, now=NOW)
    page = LessonPage.objects.descendant_of(copy.copy.page).order_by("path")[0]
    assert not page.live
    assert page.get_latest_revision_as_object().summary == "省里新的"


def test_learners_keep_what_they_earned(province: Course, cast: Cast) -> None:
    copy = copied(province, cast)
    enrolment = make_enrolment(cast.learner, Course.objects.get(pk=copy.copy_id))
    finish_course(enrolment)
    before = (enrolment.outline_id, enrolment.progress())
    write(lessons_of(province)[0], title="改了名的一")
    make_lesson(lessons_of(province)[0].get_parent().specific, "四")
    operations.update_copy(copy, by=None, now=NOW)
    after = Enrolment.objects.get(pk=enrolment.pk)
    assert (after.outline_id, after.progress()) == before


# --- the pages ---------------------------------------------------------------------------------


def test_from_offer_to_copy_to_update_in_the_admin(province: Course, cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    operations.withdraw_offer(province)
    here, there = signed_in(cast.trainer), signed_in(cast.other_trainer)
    own = make_institution_page(cast.other_college)
    offers = reverse("courses_offers", args=[own.pk])
    assert "省里的课" not in there.get(offers).text
    here.post(reverse("courses_offer", args=[province.page_id]), {"action": "offer"})
    assert "省里的课" in there.get(offers).text
    there.post(reverse("courses_build", args=[own.pk, province.pk]))
    copy = CourseCopy.objects.get()
    page = reverse("courses_blueprint", args=[copy.copy.page_id])
    assert "整门发布" in there.get(page).text
    there.post(reverse("courses_publish_all", args=[copy.copy.page_id]))
    lesson = lessons_of(province)[2]
    lock = {"locked": [lesson.pk, "abc", "9" * 30], f"reason-{lesson.pk}": "统一说法"}
    here.post(reverse("courses_lock", args=[province.page_id]), lock)
    assert [(row.page_id, row.reason) for row in LockedPart.objects.all()] == [(lesson.pk, "统一说法")]
    write(lesson, summary="省里新的")
    assert "会变成原课现在的样子" in there.get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        here.post(reverse("courses_send", args=[province.page_id]))
    assert ours(copy, "三").summary == "省里新的"
    assert Notice.objects.filter(person=cast.other_trainer, key__startswith="copy-updated:").count() == 1
    assert cast.other_college.name in here.get(reverse("courses_blueprint", args=[province.page_id])).text


def cost(client: Client, page: int) -> int:
    address = reverse("courses_blueprint", args=[page])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_pages_cost_the_same_for_3_or_23_lessons(province: Course, cast: Cast) -> None:
    copy = copied(province, cast)
    here, there = signed_in(cast.trainer), signed_in(cast.other_trainer)
    pages = [(here, province.page_id), (there, copy.copy.page_id)]
    write(lessons_of(province)[0], summary="省里新的")
    few = [cost(client, pk) for client, pk in pages]
    module = lessons_of(province)[0].get_parent().specific
    with operations.compiling_at_the_end(now=NOW):
        for number in range(20):
            make_lesson(module, f"课 {number}")
    operations.update_copy(copy, by=None, now=NOW)
    for lesson in lessons_of(Course.objects.get(pk=province.pk))[3:]:
        write(lesson, summary="又新")
    many = [cost(client, pk) for client, pk in pages]
    assert many == few

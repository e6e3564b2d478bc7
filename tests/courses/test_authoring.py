"""Who may write where, and what becomes of a lesson that learners are measured by."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.models import HomePage
from courses import operations
from courses.models import Course, Enrolment, LessonPage, RetiredLesson
from tests.cast import Cast, make_person, signed_in
from tests.courses.factories import lessons_of, make_course, make_enrolment, make_institution_page, make_lesson


@pytest.fixture
def seated(cast: Cast, home: HomePage) -> Cast:
    for person, organisation in ((cast.trainer, cast.college), (cast.other_trainer, cast.other_college)):
        make_institution_page(organisation)
        operations.seat_trainer(person, organisation)
    return cast


def test_a_trainer_edits_the_pages_of_the_own_institution(seated: Cast) -> None:
    lesson = lessons_of(make_course(seated.college))[0]
    answer = signed_in(seated.trainer).get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    assert answer.status_code == 200
    assert lesson.permissions_for_user(seated.trainer).can_publish()


def test_a_trainer_of_another_institution_gets_no_access(seated: Cast) -> None:
    lesson = lessons_of(make_course(seated.college))[0]
    assert not lesson.permissions_for_user(seated.other_trainer).can_edit()
    client = signed_in(seated.other_trainer)
    for name in ("edit", "delete", "history", "move"):
        answer = client.get(reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk]))
        assert answer.status_code in {302, 403, 404}, name
    listed = client.get(reverse("wagtailadmin_explore_root"), follow=True)
    assert seated.college.name not in listed.text


def test_nobody_writes_beside_the_institutions(seated: Cast) -> None:
    index = Page.objects.get(slug="courses")
    permissions = index.permissions_for_user(seated.trainer)
    assert not permissions.can_edit()
    assert not permissions.can_add_subpage()


def test_who_is_unseated_writes_no_more(seated: Cast) -> None:
    lesson = lessons_of(make_course(seated.college))[0]
    operations.unseat_trainer(seated.trainer, seated.college)
    person = type(seated.trainer).objects.get(pk=seated.trainer.pk)
    assert not lesson.permissions_for_user(person).can_edit()


def test_opening_an_institution_twice_is_one_page_and_its_groups(seated: Cast) -> None:
    page = make_institution_page(seated.college)
    assert page == make_institution_page(seated.college)
    assert page.group_permissions.count() == 6  # trainers and reviewers: add, change, publish


def test_a_chinese_title_is_enough_for_a_new_lesson(seated: Cast) -> None:
    module = lessons_of(make_course(seated.college))[0].get_parent()
    client = signed_in(seated.trainer)
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk])
    data = nested_form_data(
        {
            "title": "怎样问价",
            "slug": "",
            "minutes": 5,
            "body": streamfield([("heading", "先问三家")]),
            "practice": streamfield([]),
            "comments": inline_formset([]),
        }
    )
    for _ in range(2):
        assert client.post(address, data | {"action-publish": "1"}).status_code == 302
    made = LessonPage.objects.filter(title="怎样问价").order_by("pk")
    assert [page.live for page in made] == [True, True]
    assert len({page.slug for page in made}) == 2
    assert all(page.slug.startswith("lesson-") for page in made)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_lesson_in_an_outline_is_not_deleted_but_may_be_retired(method: str, seated: Cast) -> None:
    lesson = lessons_of(make_course(seated.college))[0]
    client = signed_in(seated.trainer)
    answer = getattr(client, method)(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
    assert answer.status_code == 409
    assert reverse("courses_retire", args=[lesson.pk]) in answer.text
    assert LessonPage.objects.filter(pk=lesson.pk).exists()


def test_nor_is_the_course_around_it_or_several_at_once(seated: Cast) -> None:
    course = make_course(seated.college)
    lesson = lessons_of(course)[0]
    owner = make_person("站长")
    owner.is_superuser = True
    owner.save()
    client = signed_in(owner)
    assert client.post(reverse("wagtailadmin_pages:delete", args=[course.page_id])).status_code == 409
    in_bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    assert client.post(f"{in_bulk}?id={lesson.pk}").status_code == 409
    assert LessonPage.objects.count() == 3


def test_the_database_refuses_too(seated: Cast) -> None:
    with pytest.raises(ProtectedError):
        lessons_of(make_course(seated.college))[0].delete()


def test_a_draft_that_never_stood_in_an_outline_can_go(seated: Cast) -> None:
    module = lessons_of(make_course(seated.college))[0].get_parent().specific
    draft = module.add_child(instance=LessonPage(title="草稿", slug="draft", live=False, locale=module.locale))
    answer = signed_in(seated.trainer).post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
    assert answer.status_code == 302
    assert not LessonPage.objects.filter(pk=draft.pk).exists()


def test_retiring_takes_the_lesson_offline_and_completes_who_had_only_that_left(
    seated: Cast, django_capture_on_commit_callbacks: object
) -> None:
    course = make_course(seated.college)
    enrolment = make_enrolment(seated.learner, course)
    *first, last = lessons_of(course)
    for lesson in first:
        operations.mark_lesson_done(enrolment, lesson.lesson_key, now=enrolment.enrolled_at)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = signed_in(seated.trainer).post(reverse("courses_retire", args=[last.pk]))
    assert answer.status_code == 302
    assert RetiredLesson.objects.get().by == seated.trainer
    assert [page.pk for page in lessons_of(Course.objects.get())] == [page.pk for page in first]
    assert Enrolment.objects.get().completed_at


def test_a_trainer_makes_a_lesson_in_the_admin_and_it_is_taught(seated: Cast) -> None:
    module = lessons_of(make_course(seated.college, lessons=["一"]))[0].get_parent()
    make_lesson(module.specific, "二")
    client = signed_in(seated.trainer)
    form = {
        "title": "三", "slug": "three", "summary": "…", "minutes": 4, "sources": "",
        "body-count": 0, "practice-count": 1,
        "practice-0-deleted": "", "practice-0-order": 0, "practice-0-type": "true_false", "practice-0-id": "",
        "practice-0-value-stem": "刷单违法。", "practice-0-value-answer": "on", "practice-0-value-explanation": "是的。",
        "action-publish": "1",
    }  # fmt: skip
    answer = client.post(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk]), form)
    assert answer.status_code == 302
    assert [page.title for page in lessons_of(Course.objects.get())] == ["一", "二", "三"]


def test_the_admin_begins_with_ones_own_courses(seated: Cast) -> None:
    mine, theirs = make_course(seated.college, title="我们的课"), make_course(seated.other_college, title="别家的课")
    page = signed_in(seated.trainer).get("/admin/").text
    assert mine.page.title in page
    assert theirs.page.title not in page


def test_the_account_page_asks_for_no_split_name(seated: Cast) -> None:
    client = signed_in(seated.trainer)
    page = client.get("/admin/account/")
    assert page.status_code == 200
    assert "first_name" not in page.text
    forms = {"notifications-submitted_notifications": "on", "theme-theme": "dark", "theme-density": "default", "theme-contrast": "system"}
    assert client.post("/admin/account/", {**forms, "theme-keyboard_shortcuts": "on"}).status_code in {200, 302}
    seated.trainer.refresh_from_db()
    assert seated.trainer.name == "陈老师"


def test_the_editor_says_what_a_lesson_lacks(seated: Cast) -> None:
    lesson = lessons_of(make_course(seated.college))[0]
    client = signed_in(seated.trainer)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).text
    assert f'data-review="{reverse("courses_review", args=[lesson.pk])}"' in page
    assert "写上事实的出处和年份" in page


def test_the_review_is_of_the_draft_not_of_what_is_published(seated: Cast) -> None:
    lesson = lessons_of(make_course(seated.college))[0]
    lesson.body = [("today", "写下一样货。"), ("text", "<p>" + ("今天先看货再谈价" * 5 + "。") * 9 + "</p>")]
    lesson.save_revision(user=seated.trainer)
    said = signed_in(seated.trainer).get(reverse("courses_review", args=[lesson.pk])).text
    assert "句子太长" in said
    assert "加一件今天就能做的事" not in said

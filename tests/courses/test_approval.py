"""Author, reviewer, publish: who may do what, who is told what, and that a neighbour sees none of it."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Comment, Page, Revision, TaskState, WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import Notice, Role, User
from cms import staff
from cms.models import HomePage
from courses import operations
from courses.models import Course, InstitutionPage, LessonPage, OwnWriting, ReviewRule
from courses.tasks import publish_scheduled
from tests.cast import NOW, Cast, make_person, signed_in
from tests.courses.factories import lessons_of, make_course, make_lesson


@pytest.fixture
def reviewer(cast: Cast, home: HomePage) -> User:
    """高老师 reviews at 苗圃学堂; 陈老师 and, elsewhere, 周老师 write."""
    make_course(cast.college, lessons=["一"])
    make_course(cast.other_college, lessons=["别家的课"])
    person = make_person("高老师")
    staff.appoint(cast.trainer, cast.college, Role.TRAINER, by=None, now=NOW)
    staff.appoint(cast.other_trainer, cast.other_college, Role.TRAINER, by=None, now=NOW)
    staff.appoint(person, cast.college, Role.REVIEWER, by=None, now=NOW)
    return person


def the_lesson() -> LessonPage:
    found: LessonPage = LessonPage.objects.get(title="一")
    return found


def taught_at(cast: Cast) -> list[str]:
    return [page.title for page in lessons_of(Course.objects.get(organisation=cast.college))]


def edit(client: Client, page: Page, *, title: str, action: str = "", **more: str) -> int:
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, title, action) | more)
    return answer.status_code


def form_of(page: Page, title: str, action: str = "") -> dict[str, str]:
    data = nested_form_data(
        {
            "title": title,
            "slug": page.slug,
            "minutes": 5,
            "body": streamfield([("heading", "先问三家")]),
            "practice": streamfield([]),
            "comments": inline_formset([]),
        }
    )
    return dict(data) | ({action: "1"} if action else {})


def test_a_trainer_submits_and_a_reviewer_publishes(
    reviewer: User, cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    trainer, lesson = signed_in(cast.trainer), the_lesson()
    page = trainer.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).text
    assert "action-publish" not in page
    assert "action-submit" in page
    assert edit(trainer, lesson, title="新的一", action="action-publish") == 302
    assert the_lesson().title == "一"
    assert edit(trainer, lesson, title="新的一", action="action-submit") == 302
    waiting = Notice.objects.get(person=reviewer, key__startswith="review:")
    assert "新的一" in waiting.title
    assert waiting.link == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    state = TaskState.objects.get()
    address = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", state.pk])
    assert trainer.post(address, {"comment": ""}).status_code in {302, 403}
    assert the_lesson().title == "一"
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(reviewer).post(address, {"comment": "写得清楚"}).status_code == 302
    assert taught_at(cast) == ["新的一"]
    told = Notice.objects.get(person=cast.trainer, key__startswith="reviewed:")
    assert "写得清楚" in told.text


def test_what_is_asked_to_be_changed_comes_back_with_the_reason(reviewer: User, cast: Cast) -> None:
    trainer, lesson = signed_in(cast.trainer), the_lesson()
    edit(trainer, lesson, title="新的一", action="action-submit")
    assert "locked" in trainer.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).text
    address = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "reject", TaskState.objects.get().pk])
    signed_in(reviewer).post(address, {"comment": "请写上出处"})
    told = Notice.objects.get(person=cast.trainer, key__startswith="reviewed:")
    assert "请写上出处" in told.text
    assert the_lesson().title == "一"
    assert edit(trainer, lesson, title="新的一，有出处", action="action-submit") == 302
    assert Notice.objects.filter(person=reviewer, key__startswith="review:").count() == 2


def test_the_first_reviewer_begins_the_rule_and_a_switch_ends_it(reviewer: User, cast: Cast, home: HomePage) -> None:
    def publishes() -> bool:
        person = User.objects.get(pk=cast.trainer.pk)
        return bool(the_lesson().permissions_for_user(person).can_publish())

    assert not publishes()
    owner = make_person("站长")
    owner.is_superuser = True
    owner.save()
    address = f"/accounts/organisations/{cast.college.slug}/review/"
    assert "讲师自己发布" in signed_in(owner).post(address, {"action": "stop"}, follow=True).text
    assert publishes()
    assert the_lesson().get_workflow() is None
    operations.seat_reviewer(make_person("又一位"), cast.college, now=NOW)
    assert publishes(), "a rule once made is left as it is"
    signed_in(owner).post(address, {"action": "ask"})
    assert not publishes()
    assert ReviewRule.objects.get().changed_by == owner
    membership = reviewer.memberships.get()
    staff.dismiss(membership, now=now())
    assert not publishes(), "a second pair of eyes is not dropped in silence"
    assert "不能发布" in signed_in(owner).get(f"/accounts/organisations/{cast.college.slug}/").text


def test_without_a_reviewer_trainers_publish_and_no_stranger_is_asked(cast: Cast, home: HomePage) -> None:
    lesson = lessons_of(make_course(cast.college))[0]
    staff.appoint(cast.trainer, cast.college, Role.TRAINER, by=None, now=NOW)
    assert lesson.permissions_for_user(cast.trainer).can_publish()
    assert lesson.get_workflow() is None


def test_asking_twice_is_one_workflow_and_opening_again_keeps_the_rule(reviewer: User, cast: Cast) -> None:
    rule = operations.set_review(cast.college, is_asked=True, by=None, now=NOW)
    assert operations.set_review(cast.college, is_asked=True, by=None, now=NOW) == rule
    make_course(cast.college)  # opens the institution once more
    assert not the_lesson().permissions_for_user(User.objects.get(pk=cast.trainer.pk)).can_publish()
    assert the_lesson().get_workflow() == rule.workflow


def write_as_reviewer(reviewer: User, cast: Cast) -> Client:
    """高老师 writes in the lesson herself."""
    browser = signed_in(reviewer)
    assert edit(browser, the_lesson(), title="高老师写的") == 302
    return browser


def test_a_reviewer_does_not_publish_the_own_writing_by_any_way(reviewer: User, cast: Cast) -> None:
    lesson = the_lesson()
    browser = write_as_reviewer(reviewer, cast)
    said = browser.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), form_of(lesson, "高老师写的", "action-publish"), follow=True)
    assert "另一位审课老师" in said.text
    browser.post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={lesson.pk}", {"include_descendants": "on"}
    )
    edit(browser, lesson, title="高老师写的", action="action-submit")
    address = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", TaskState.objects.get().pk])
    assert "另一位审课老师" in browser.post(address, {"comment": ""}, follow=True).text
    modal = browser.post(address, {"comment": ""}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert modal.json()["redirect"] == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert the_lesson().title == "一"
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    lesson.refresh_from_db()
    with pytest.raises(OwnWriting):
        lesson.get_latest_revision().publish(user=reviewer)
    second = make_person("又一位")
    operations.seat_reviewer(second, cast.college, now=NOW)
    signed_in(second).post(address, {"comment": ""})
    lesson.refresh_from_db()
    assert lesson.title == "高老师写的"


def test_saving_again_without_a_change_makes_nobody_the_author(reviewer: User, cast: Cast) -> None:
    lesson = the_lesson()
    edit(signed_in(cast.trainer), lesson, title="陈老师写的")
    assert edit(signed_in(reviewer), lesson, title="陈老师写的", action="action-publish") == 302
    lesson.refresh_from_db()
    assert lesson.title == "陈老师写的"


def test_a_school_with_one_trainer_may_switch_it_off(reviewer: User, cast: Cast) -> None:
    lesson = the_lesson()
    owner = make_person("站长")
    owner.is_superuser = True
    owner.save()
    address = f"/accounts/organisations/{cast.college.slug}/review/"
    browser = signed_in(owner)
    assert "只有一位审课老师" in browser.get(f"/accounts/organisations/{cast.college.slug}/").text
    browser.post(address, {"action": "own"})
    assert edit(signed_in(reviewer), lesson, title="高老师写的", action="action-publish") == 302
    lesson.refresh_from_db()
    assert lesson.title == "高老师写的"
    browser.post(address, {"action": "another"})
    edit(signed_in(reviewer), lesson, title="高老师又写的", action="action-publish")
    lesson.refresh_from_db()
    assert lesson.title == "高老师写的"
    assert lesson.permissions_for_user(reviewer).can_publish()


def let_an_hour_pass() -> None:
    """The moment that was chosen lies behind us now."""
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = now() - timedelta(seconds=5)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()


def test_what_is_due_goes_online_and_into_the_outline(reviewer: User, cast: Cast) -> None:
    module = the_lesson().get_parent().specific
    lesson = make_lesson(module, "二")
    lesson.unpublish()
    lesson.refresh_from_db()
    lesson.go_live_at = now() + timedelta(hours=1)
    lesson.save_revision(user=cast.trainer).publish(user=reviewer)
    publish_scheduled()
    assert taught_at(cast) == ["一"]
    let_an_hour_pass()
    publish_scheduled()
    publish_scheduled()
    assert taught_at(cast) == ["一", "二"]


def test_two_drafts_are_compared_and_comments_are_kept(reviewer: User, cast: Cast) -> None:
    lesson = the_lesson()
    first = lesson.latest_revision
    edit(signed_in(cast.trainer), lesson, title="新的一")
    lesson.refresh_from_db()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, first.pk, lesson.latest_revision_id])
    said = signed_in(reviewer).get(address)
    assert said.status_code == 200
    assert "新的" in said.text
    Comment.objects.create(page=lesson, user=reviewer, text="这里要一个数字", contentpath="body")
    assert json.dumps("这里要一个数字")[1:-1] in signed_in(cast.trainer).get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).text


def test_a_neighbour_meets_refusals_and_no_titles(reviewer: User, cast: Cast) -> None:
    lesson = the_lesson()
    edit(signed_in(cast.trainer), lesson, title="悄悄写的一", action="action-submit")
    lesson.refresh_from_db()
    state, revision = TaskState.objects.get(), lesson.latest_revision_id
    neighbour = signed_in(cast.other_trainer)
    closed = [
        reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk, *more])
        for name, *more in [
            ("edit",), ("history",), ("history_results",), ("workflow_history",), ("usage",), ("copy",), ("move",), ("view_draft",),
            ("unpublish",), ("delete",), ("revisions_view", revision), ("revisions_revert", revision),
            ("revisions_compare", "earliest", "latest"), ("preview_on_edit",),
            ("workflow_history_detail", WorkflowState.objects.get().pk), ("workflow_action", "approve", state.pk),
            ("workflow_preview", state.task_id),
        ]
    ]  # fmt: skip
    closed += [reverse("courses_phone", args=[lesson.pk]), reverse("courses_review", args=[lesson.pk])]
    for address in closed:
        answer = neighbour.get(address)
        assert answer.status_code in {302, 403, 404}, address
        assert "悄悄写的一" not in answer.text
    open_to_all = [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_reports:workflow"),
        reverse("wagtailadmin_reports:workflow_tasks"),
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailadmin_reports:aging_pages"),
        reverse("wagtailadmin_reports:locked_pages"),
        reverse("wagtailadmin_explore_root"),
        reverse("wagtailadmin_pages:search") + "?q=悄悄写",
        reverse("wagtailadmin_choose_page_search") + "?q=一",
    ]
    for address in open_to_all:
        answer = neighbour.get(address, follow=True)
        assert "悄悄写的一" not in answer.text, address
        assert f"/{lesson.pk}/edit" not in answer.text, address
        assert "/reports/" not in address or cast.trainer.name not in answer.text, address


def test_the_chooser_offers_ones_own_pages(reviewer: User, cast: Cast) -> None:
    module = the_lesson().get_parent().specific
    module.add_child(instance=LessonPage(title="草稿课", slug="draft", live=False, locale=module.locale))
    address = reverse("wagtailadmin_choose_page_child", args=[module.pk])
    assert "草稿课" in signed_in(cast.trainer).get(address).json()["html"]
    assert signed_in(cast.other_trainer).get(address).status_code == 404
    own = reverse("wagtailadmin_choose_page_child", args=[InstitutionPage.objects.get(organisation=cast.other_college).pk])
    assert signed_in(cast.other_trainer).get(own).status_code == 200

"""Courses as tests need them: real pages, really published, compiled by the house's own operation."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.conf import settings
from wagtail.models import Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published

from accounts.models import Organisation, User
from courses import operations
from courses.models import (
    AssistedLearner,
    ClassLevel,
    ClassMember,
    Course,
    CourseIndexPage,
    CoursePage,
    Diagnosis,
    Enrolment,
    InstitutionPage,
    LessonPage,
    ModulePage,
    TrainingClass,
    Worksheet,
    WorksheetResponse,
)
from tests.cast import NOW, Cast, make_organisation, make_places

_numbers = count(1)

BODY: list[dict[str, Any]] = [
    {"type": "text", "value": "<p>来看的人里，有几个买了，就是转化率。</p>"},
    {"type": "sum", "value": {"formula": "6 ÷ 120 = 5%", "note": "每 100 人里有 5 个买。"}},
    {"type": "today", "value": "数一数今天来了几个人。"},
]


def practice() -> list[dict[str, Any]]:
    """One question of each kind; the first is right with its second option."""
    options = [{"text": "一台洗衣机", "right": False}, {"text": "自家榨的菜籽油", "right": True}, {"text": "一套沙发", "right": False}]
    several = [{"text": "便宜", "right": True}, {"text": "好看", "right": False}, {"text": "耐用", "right": True}]
    return [
        {
            "id": str(uuid4()),
            "type": "single",
            "value": {"stem": "哪一样最容易让人再买？", "options": options, "explanation": "油吃完还要买。"},
        },
        {
            "id": str(uuid4()),
            "type": "multiple",
            "value": {"stem": "哪些是优势？（多选）", "options": several, "explanation": "价格和质量。"},
        },
        {"id": str(uuid4()), "type": "true_false", "value": {"stem": "刷单是违法的。", "answer": True, "explanation": "电子商务法不许。"}},
        {
            "id": str(uuid4()),
            "type": "numeric",
            "value": {"stem": "80 人来，4 人买，转化率？", "answer": 5.0, "tolerance": 0.01, "unit": "%", "explanation": "4 ÷ 80。"},
        },
    ]


def make_course_index() -> CourseIndexPage:
    """The page at /courses/. Asks for the `home` fixture: the site's first page must stand."""
    found: CourseIndexPage | None = CourseIndexPage.objects.first()
    if found is None:
        home = Site.objects.get(is_default_site=True).root_page
        found = home.add_child(instance=CourseIndexPage(title="全部课程", slug="courses", locale=home.locale))
    return found


def make_institution_page(organisation: Organisation) -> InstitutionPage:
    return operations.open_institution(organisation, make_course_index())


def publish_child(parent: Page, page: Page) -> Any:
    """The page with what publishing leaves behind: one revision, live since now, and whoever waits for it told.

    Written once instead of thrice, and without Wagtail's index of what refers to what, which no page made here has anything to say to;
    half of all tests begin here. That publishing itself does its part is tested with the starter and the editor.
    """
    with disable_reference_index_auto_update():
        child = parent.add_child(instance=page)
        revision = child.save_revision(changed=False, clean=False)
    child.live_revision, child.first_published_at, child.last_published_at = revision, revision.created_at, revision.created_at
    Page.objects.filter(pk=child.pk).update(
        live_revision=revision, first_published_at=revision.created_at, last_published_at=revision.created_at
    )
    page_published.send(sender=type(child), instance=child, revision=revision)
    return child


def make_course(
    organisation: Organisation | None = None,
    *,
    lessons: Sequence[str] = ("选品的三条标准", "流量是什么", "店铺评分"),
    title: str = "",
    slug: str = "",
    position: int = 1,
) -> Course:
    """A published and compiled course with one module and the named lessons. Needs the `home` fixture."""
    number = next(_numbers)
    with operations.compiling_at_the_end(now=NOW):
        parent = make_institution_page(organisation or make_organisation("seedling-college", "苗圃学堂"))
        page = publish_child(
            parent,
            CoursePage(
                title=title or f"选品与议价 {number}",
                slug=slug or f"course-{number}",
                summary="挑一样货。",
                position=position,
                locale=parent.locale,
            ),
        )
        module = publish_child(page, ModulePage(title="选品三标准", slug="standards", locale=parent.locale))
        for place, name in enumerate(lessons, start=1):
            make_lesson(module, name, slug=f"lesson-{place}")
    return Course.objects.select_related("outline", "page").get(page=page)


def make_lesson(module: ModulePage, title: str, *, slug: str = "", minutes: int = 5) -> LessonPage:
    """A published lesson; outside `compiling_at_the_end` its course is compiled at once."""
    page = LessonPage(
        title=title,
        slug=slug or f"lesson-{next(_numbers)}",
        summary="学完会算。",
        minutes=minutes,
        body=BODY,
        practice=practice(),
        locale=module.locale,
    )
    lesson: LessonPage = publish_child(module, page)
    return lesson


def lessons_of(course: Course) -> list[LessonPage]:
    return [place.page for place in course.outline.lessons.select_related("page")] if course.outline else []


def make_enrolment(learner: User, course: Course) -> Enrolment:
    return operations.enrol(learner, course, now=NOW)


def finish_course(enrolment: Enrolment) -> None:
    """Every lesson done, as by a learner; the doorbell rings on commit."""
    for lesson in enrolment.outline.lessons.all():
        operations.mark_lesson_done(enrolment, lesson.lesson_key, now=NOW)


def make_class(teacher: User, institution: Organisation, *courses: Course, seats: int = 50, title: str = "普定县电商班") -> TrainingClass:
    """A class of 普定县 that runs through September 2026, led by the teacher."""
    level, _ = ClassLevel.objects.get_or_create(slug="county", defaults={"name": "县"})
    plan = operations.ClassPlan(
        title=title,
        level=level,
        region=make_places().puding,
        place="马官镇文化站二楼",
        starts_on=NOW.date(),
        ends_on=NOW.date() + timedelta(days=400),
        seats=seats,
        courses=courses,
    )
    return operations.open_class(institution, plan, by=teacher, now=NOW)


def seat(training_class: TrainingClass, *people: User, made_here: bool = True) -> list[ClassMember]:
    """Put people on the roster, by default as the institution's own."""
    by = training_class.teachers.get()
    return operations.seat(training_class, [(person, made_here) for person in people], by=by, now=NOW)


def make_worksheets() -> int:
    """The sheets that ship."""
    return operations.load_worksheets(settings.BASE_DIR / "cms" / "starter" / "worksheets", now=NOW)


def make_sheet(person: User, slug: str = "promotion-plan", *, title: str = "端午卖粽子", **answers: Any) -> WorksheetResponse:
    """A sheet in hand, with these answers saved once if there are any."""
    if not Worksheet.objects.filter(slug=slug).exists():
        make_worksheets()
    begun = operations.begin_sheet(Worksheet.objects.get(slug=slug), person, title=title, now=NOW)
    return operations.save_sheet(begun, answers, base=0, save_id=uuid4(), now=NOW) if answers else begun


def make_diagnosis(person: User, *, now: datetime = NOW, **answers: Any) -> Diagnosis:
    """A beginner's answers, unless told otherwise."""
    make_worksheets()
    beginner = {"opening": "cannot", "design": "cannot", "running": "cannot", "hardest": "opening", "trade": "goods"}
    return operations.take_diagnosis(person, beginner | answers, save_id=uuid4(), now=now)


def make_assisted(cast: Cast, name: str = "石奶奶") -> AssistedLearner:
    """A person without a telephone, whom 吴老师 helps."""
    return operations.begin_assisting(
        cast.college,
        uuid=uuid4(),
        name=name,
        birth_date=date(1958, 3, 2),
        home=cast.places.maguan,
        signed_on=NOW.date(),
        by=cast.teacher,
        now=NOW,
    )

"""Finding what is taught, by the house's own tokens: each run of Chinese must stand together as it was typed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import models
from django.db.models import Case, Count, F, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.search.query import Phrase

from accounts.hanzi import phrases
from courses.models.finding import finding_text
from courses.models.inquiries import Inquiry, InquiryQuerySet
from courses.models.learning import Course, Enrolment, OutlineLesson
from courses.models.pages import CoursePage, LessonPage
from courses.models.terms import TermUse, TermUseQuerySet

POPULAR, HOW_MANY_POPULAR = "popular-courses", 3


class Kind(models.TextChoices):
    """What is looked for; each is counted, and shown page by page."""

    TEXTS = "lessons", _("Courses and lessons")
    TERMS = "terms", _("Trade words")
    QUESTIONS = "questions", _("Questions and answers")


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    summary: str
    inside: str
    """The course a lesson belongs to; empty for a course."""


def find_texts(query: str) -> Any:
    """Open courses and lessons in which every word of the query stands, the best first; a list that can be counted and cut."""
    wanted = phrases(query)
    if not wanted:
        return Page.objects.none()
    asked = Phrase(wanted[0])
    for words in wanted[1:]:
        asked &= Phrase(words)
    return Page.objects.live().public().type(CoursePage, LessonPage).search(asked, order_by_relevance=True)


def popular_courses() -> list[CoursePage]:
    """The courses that most people have enrolled in: counted once an hour, since every search that finds nothing asks."""
    keys: list[int] = cache.get_or_set(POPULAR, most_enrolled, 3600) or []
    pages = {page.pk: page for page in CoursePage.objects.live().public().filter(pk__in=keys)}
    return [pages[key] for key in keys if key in pages]


def most_enrolled() -> list[int]:
    """Of those one can enrol in; where nobody has enrolled yet, the first ones of the catalogue."""
    learners = dict(Enrolment.objects.order_by().values_list("course").annotate(Count("pk")))
    taught = Course.objects.taught().filter(page__in=CoursePage.objects.public()).values_list("pk", "page_id", "page__position")
    ordered = sorted(taught, key=lambda row: (-learners.get(row[0], 0), row[2], row[1]))
    return [page for _, page, _ in ordered[:HOW_MANY_POPULAR]]


def describe_hits(pages: Iterable[Page]) -> list[Hit]:
    """What is shown of each page found, in the same order and in a fixed number of queries."""
    keys = [page.pk for page in pages]
    courses = {page.pk: page for page in CoursePage.objects.filter(pk__in=keys)}
    lessons = {page.pk: page for page in LessonPage.objects.filter(pk__in=keys)}
    places = current_places(keys)
    found = []
    for key in keys:
        if key in courses:
            found.append(Hit(courses[key].title, courses[key].get_url(), courses[key].summary, ""))
        elif key in places:
            found.append(Hit(lessons[key].title, places[key].url, lessons[key].summary, places[key].outline.course.page.title))
    return found


THE_WORD = 0
"""The rank of a word that was typed just so; the next is for one that differs in width, case or signs only."""


def find_terms(query: str) -> TermUseQuerySet:
    """Words of the trade, once each: those that are the very word first, then those that hold it, then those explained with it."""
    exact = finding_text(query).rstrip() + " | "
    rank = Case(
        When(word=query.strip(), then=Value(THE_WORD)),
        When(found_by__startswith=exact, then=Value(THE_WORD + 1)),
        When(word__contains=query.strip(), then=Value(THE_WORD + 2)),
        default=Value(THE_WORD + 3),
    )
    ranked = TermUse.objects.open().saying(query).annotate(rank=rank)
    return ranked.order_by("rank", "sort_key", "word", "pk")


def find_questions(query: str) -> InquiryQuerySet:
    """What trainers published of learners' questions, the latest first."""
    return Inquiry.objects.open().saying(query).order_by("-published_at", "-pk")


def describe_terms(uses: Iterable[TermUse]) -> list[Hit]:
    rows = list(uses)
    places = current_places({row.page_id for row in rows})
    return [Hit(row.word, places[row.page_id].url, row.meaning, places[row.page_id].title) for row in rows if row.page_id in places]


def describe_questions(inquiries: Iterable[Inquiry]) -> list[Hit]:
    rows = list(inquiries)
    places = {
        place.lesson_key: place
        for place in OutlineLesson.objects.filter(
            lesson_key__in={row.lesson_key for row in rows}, outline__course__outline=F("outline")
        ).select_related("outline__course")
    }
    return [
        Hit(row.public_text, f"{questions_url(places[row.lesson_key])}#q-{row.pk}", row.public_answer, places[row.lesson_key].title)
        for row in rows
        if row.lesson_key in places
    ]


def questions_url(place: OutlineLesson) -> str:
    return reverse("courses:lesson_questions", args=[place.outline.course.key, place.lesson_key])


def current_places(pages: Iterable[int]) -> dict[int, OutlineLesson]:
    """Where these lessons stand in the outline their course has now."""
    rows = OutlineLesson.objects.filter(page__in=list(pages), outline__course__outline=F("outline"))
    return {place.page_id: place for place in rows.select_related("outline__course__page")}


FIND: dict[str, tuple[Callable[[str], Any], Callable[[Any], list[Hit]]]] = {
    Kind.TEXTS: (find_texts, describe_hits),
    Kind.TERMS: (find_terms, describe_terms),
    Kind.QUESTIONS: (find_questions, describe_questions),
}

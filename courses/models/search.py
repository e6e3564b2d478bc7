"""Finding what is taught, by the house's own tokens: each run of Chinese must stand together as it was typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from wagtail.models import Page
from wagtail.search.query import Phrase

from accounts.hanzi import phrases
from courses.models.learning import OutlineLesson
from courses.models.pages import CoursePage, LessonPage


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


def describe_hits(pages: Iterable[Page]) -> list[Hit]:
    """What is shown of each page found, in the same order and in a fixed number of queries."""
    keys = [page.pk for page in pages]
    courses = {page.pk: page for page in CoursePage.objects.filter(pk__in=keys)}
    lessons = {page.pk: page for page in LessonPage.objects.filter(pk__in=keys)}
    places = {
        place.page_id: place
        for place in OutlineLesson.objects.filter(page__in=keys, outline__course__outline=F("outline")).select_related(
            "outline__course__page"
        )
    }
    found = []
    for key in keys:
        if key in courses:
            found.append(Hit(courses[key].title, courses[key].get_url(), courses[key].summary, ""))
        elif key in places:
            found.append(Hit(lessons[key].title, places[key].url, lessons[key].summary, places[key].outline.course.page.title))
    return found

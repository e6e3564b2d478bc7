"""One page of the glossary, with everything it shows, in a fixed number of queries."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator

from courses.models.learning import OutlineLesson
from courses.models.search import current_places
from courses.models.terms import TermUse
from courses.terms import initial

TERMS_PER_PAGE = 60


@dataclass
class Term:
    """A word with its meanings (mostly one) and the lessons that explain it."""

    word: str
    initial: str
    meanings: list[str] = field(default_factory=list)
    lessons: list[OutlineLesson] = field(default_factory=list)


def page_of_terms(number: int) -> Page[Any]:
    """Words in the order of a dictionary; a number that is too high is the last page."""
    words = TermUse.objects.open().order_by("sort_key", "word").values_list("sort_key", "word").distinct()
    page: Page[Any] = Paginator(words, TERMS_PER_PAGE).get_page(number)
    page.object_list = described([word for _key, word in page.object_list])
    return page


def described(words: list[str]) -> list[Term]:
    uses = list(TermUse.objects.open().filter(word__in=words))
    places = current_places({use.page_id for use in uses})
    found = []
    for word, group in groupby(uses, key=lambda use: use.word):
        rows = list(group)
        term = Term(word, initial(rows[0].sort_key), meanings=list(dict.fromkeys(row.meaning for row in rows)))
        term.lessons = [places[row.page_id] for row in rows if row.page_id in places]
        found.append(term)
    return found

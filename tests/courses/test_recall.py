"""Every two-character word is found: searching gives what looking into every text would give, on whichever database runs."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.hanzi import tokens
from cms.models import HomePage
from courses.formats.curriculum import read_course, read_lesson
from courses.models import Course, LessonPage, TermUse
from courses.models.search import find_questions, find_terms, find_texts
from courses.operations import compile_outline
from tests.cast import NOW, Cast
from tests.courses.factories import make_course, make_enrolment
from tests.courses.test_inquiries import published

CURRICULUM = settings.BASE_DIR / "cms" / "starter" / "curriculum"
SEED_WORDS = [line for line in (Path(__file__).parent / "data" / "seed_words.txt").read_text().split("\n") if line and line[0] != "#"]
NOT_WORDS = {"name", "id", "type", "alt"}
"""Fields of a text that no reader sees as its words."""


def words_in(value: Any, field: str = "") -> Iterator[str]:
    """Every string a reader sees, one by one."""
    if isinstance(value, str) and field not in NOT_WORDS:
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from words_in(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from words_in(inner, field)


@pytest.fixture
def texts(home: HomePage) -> dict[str, list[str]]:
    """Our own lessons, each under its title, with its strings; all in one course, really indexed."""
    course = make_course(lessons=["零"], title="零")
    module = LessonPage.objects.get().get_parent().specific
    found = {}
    for file in sorted(CURRICULUM.glob("*/course.yaml")):
        for part in read_course(file).modules:
            for slug in part.lessons:
                lesson = read_lesson(file.parent / part.slug / f"{slug}.yaml", f"{part.path}/{slug}")
                page = LessonPage(**{**lesson.fields, "title": lesson.path}, slug=lesson.path.replace("/", "-"), locale=module.locale)
                module.add_child(instance=page)
                found[lesson.path] = [lesson.fields["summary"], *words_in(list(page.body.raw_data))]
    compile_outline(Course.objects.get(pk=course.pk), now=NOW)
    return found


def own_words(texts: dict[str, list[str]]) -> set[str]:
    """The words our lessons explain, and two-character pieces of their summaries."""
    explained = set(TermUse.objects.values_list("word", flat=True))
    pieces = {"".join(pair) for strings in texts.values() for pair in pairwise(strings[0]) if all(map(is_han, pair))}
    return explained | set(sorted(pieces)[::6])


def is_han(character: str) -> bool:
    return "一" <= character <= "鿿"


def test_recall_is_complete_over_our_own_lessons(texts: dict[str, list[str]]) -> None:
    assert len(texts) > 100
    words = sorted(own_words(texts) | set(SEED_WORDS))
    assert sum(len(word) == 2 for word in words) > 250
    missed = {}
    for word in words:
        truth = {path for path, strings in texts.items() if any(word in string for string in strings)}
        found = {page.title for page in find_texts(word)[:1000]}
        if truth - found:
            missed[word] = truth - found
    assert not missed
    uses = list(TermUse.objects.all())
    for word in sorted(TermUse.objects.values_list("word", flat=True).distinct()):
        if not tokens(word):
            continue
        explained = {use.pk for use in uses if word in use.word or word in use.meaning}
        assert explained <= set(find_terms(word).values_list("pk", flat=True))
        assert find_terms(word)[0].word == word


def test_questions_are_found_by_every_two_characters_that_stand_together(cast: Cast, home: HomePage) -> None:
    enrolment = make_enrolment(cast.learner, make_course(cast.college))
    row = published(cast, enrolment, question="红薯要不要洗了再卖？", answer="别洗。洗过的红薯放不久，3 天就烂。")
    for word in ("红薯", "要洗", "洗过", "放不", "不久"):
        assert list(find_questions(word)) == ([row] if word in "红薯要不要洗了再卖？别洗。洗过的红薯放不久，3 天就烂。" else [])
    assert not find_questions("卖别")
    assert not find_questions("% _")


def test_a_closed_or_hidden_thing_is_not_found(cast: Cast, home: HomePage) -> None:
    enrolment = make_enrolment(cast.learner, make_course(cast.college))
    published(cast, enrolment, question="红薯要洗吗？")
    text = Client().get("/search/", {"q": "红薯"}).text
    assert "红薯要洗吗？" in text
    enrolment.course.page.view_restrictions.create(restriction_type="login")
    assert "红薯要洗吗？" not in Client().get("/search/", {"q": "红薯"}).text

"""The life of a course and its learners, made up by chance: whatever authors and phones do, progress stays true."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cms.models import HomePage
from courses import operations
from courses.models import Enrolment, EventKind, LessonPage, LessonProgress, RetiredLesson
from courses.operations import EventReport
from tests.cast import NOW, Cast
from tests.courses.factories import lessons_of, make_course, make_enrolment, make_lesson

ACTIONS = ["report", "report", "report", "repeat", "add lesson", "rename", "reorder", "unpublish", "publish", "move away", "retire"]


@dataclass
class Life:
    """A course, a learner who enrolled on the first day, and all that was ever sent from their phones."""

    cast: Cast
    chance: Random
    enrolment: Enrolment
    pages: list[LessonPage]
    pinned: list[UUID]
    sent: list[EventReport] = field(default_factory=list)
    hours: int = 0

    def act(self, name: str) -> None:
        self.hours += 1
        getattr(self, name.replace(" ", "_"))()

    def page(self) -> LessonPage:
        page: LessonPage = LessonPage.objects.get(pk=self.chance.choice(self.pages).pk)
        return page

    def send(self, events: list[EventReport], to: Enrolment | None = None) -> None:
        operations.record_events(to or self.enrolment, events, now=NOW + timedelta(hours=self.hours))

    def report(self) -> None:
        """A few events, of lessons old and new and of lessons nobody knows, by a clock that may be anything."""
        keys = [*(page.lesson_key for page in self.pages), uuid4()]
        events = [
            EventReport(
                uuid4(),
                self.chance.choice(list(EventKind)),
                self.chance.choice(keys),
                self.chance.choice([None, uuid4()]),
                self.chance.choice([None, 1, "5", [0, 2], {"odd": True}]),
                self.chance.choice([None, NOW + timedelta(hours=self.chance.randint(-9000, 9000))]),
            )
            for _ in range(self.chance.randint(1, 4))
        ]
        self.sent += events
        self.send(events)

    def repeat(self) -> None:
        """What was sent before comes again, late, twice and in another order."""
        again = self.chance.choices(self.sent, k=min(len(self.sent), 6)) if self.sent else []
        self.send(again)

    def add_lesson(self) -> None:
        self.pages.append(make_lesson(self.pages[0].get_parent().specific, "新课"))

    def rename(self) -> None:
        page = self.page()
        page.title += "改"
        page.save_revision().publish()

    def reorder(self) -> None:
        page, other = self.page(), self.page()
        if page != other:
            page.move(other, pos="left")

    def unpublish(self) -> None:
        self.page().unpublish()

    def publish(self) -> None:
        self.page().save_revision().publish()

    def move_away(self) -> None:
        module = make_course(lessons=[]).page.get_children().get()
        self.page().move(module, pos="last-child")

    def retire(self) -> None:
        operations.retire_lesson(self.page().lesson_key, by=None, now=NOW + timedelta(hours=self.hours))
        operations.complete_finished_enrolments(now=NOW + timedelta(hours=self.hours))

    def expected(self) -> tuple[int, int]:
        """Earned and possible, counted from nothing but what was sent and what was retired."""
        retired = set(RetiredLesson.objects.values_list("lesson_key", flat=True))
        counting = [key for key in self.pinned if key not in retired]
        done = {event.lesson_key for event in self.sent if event.kind == EventKind.DONE}
        return sum(key in done for key in counting), len(counting)


def check(life: Life, earned_before: set[UUID]) -> set[UUID]:
    progress = life.enrolment.progress()
    assert (progress.earned, progress.possible) == life.expected()
    assert 0 <= progress.percent <= 100
    done = set(life.enrolment.study().done)
    assert earned_before <= done, "a lesson once done was lost"
    row = Enrolment.objects.get(pk=life.enrolment.pk)
    assert not progress.is_complete or row.completed_at is not None
    return done


def replay(life: Life, other: Enrolment) -> None:
    """The same events, shuffled and partly doubled, in batches of another size, give the same progress."""
    events = [EventReport(uuid4(), *list(vars(event).values())[1:]) for event in life.sent]
    events += life.chance.sample(events, len(events) // 2)
    life.chance.shuffle(events)
    for first in range(0, len(events), 7):
        life.send(events[first : first + 7], to=other)
    assert other.progress() == life.enrolment.progress()
    assert set(other.study().done) == set(life.enrolment.study().done)


@settings(
    max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=st.lists(st.sampled_from(ACTIONS), min_size=4, max_size=10), chance=st.randoms(use_true_random=False))
def test_whatever_happens_progress_is_true(cast: Cast, home: HomePage, actions: list[str], chance: Random) -> None:
    with transaction.atomic():
        course = make_course(lessons=["一", "二", "三"])
        mine, other = make_enrolment(cast.learner, course), make_enrolment(cast.other_learner, course)
        pages = lessons_of(course)
        life = Life(cast, chance, mine, pages, [page.lesson_key for page in pages])
        done: set[UUID] = set()
        for name in actions:
            life.act(name)
            done = check(life, done)
        replay(life, other)
        assert LessonProgress.objects.filter(enrolment=mine).count() <= 3
        transaction.set_rollback(True)  # the next life begins from nothing

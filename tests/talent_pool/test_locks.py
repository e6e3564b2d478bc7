"""Simultaneous writers, proved on PostgreSQL with threads."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from talent_pool import operations
from talent_pool.models import Appearance, Application, ContactReveal, Stage, StageChange
from tests.cast import NOW, make_cast, make_person
from tests.talent_pool.factories import join, make_opening, make_talk

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run them at the same moment, each on a connection of its own; what each returned or raised."""
    barrier, outcomes = Barrier(len(calls)), list[object]([None] * len(calls))

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            barrier.wait()
            outcomes[place] = call()
        except Exception as error:  # noqa: BLE001  # the outcome is what is asked for
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_signatures_at_once_do_not_overfill_an_opening() -> None:
    cast = make_cast()
    opening = make_opening(cast, headcount=2)
    people = [make_person(f"候选{n}", region=cast.places.maguan) for n in range(6)]
    talks = [make_talk(cast, person, opening) for person in people]
    outcomes = at_once(*[lambda talk=talk: operations.sign(talk, by=cast.recruiter, now=NOW) for talk in talks])
    assert Application.objects.signed().count() == 2
    assert len([outcome for outcome in outcomes if isinstance(outcome, operations.NoPlaceLeft)]) == 4
    assert operations.stages_agree() == []


def test_ten_taps_at_once_are_one_application() -> None:
    cast = make_cast()
    opening = make_opening(cast)
    outcomes = at_once(*[lambda: operations.apply(opening, cast.learner, now=NOW)] * 10)
    assert {outcome.pk for outcome in outcomes if isinstance(outcome, Application)} == {Application.objects.get().pk}
    assert StageChange.objects.count() == 1


def test_withdrawing_while_a_number_is_asked_for_is_before_or_after_never_between() -> None:
    cast = make_cast()
    talk = make_talk(cast)
    at_once(
        lambda: operations.withdraw(Application.objects.get(pk=talk.pk), now=NOW),
        *[lambda: operations.reveal_phone(talk, by=cast.recruiter, now=NOW)] * 4,
    )
    assert Application.objects.get().stage == Stage.WITHDRAWN
    before = ContactReveal.objects.count()
    with pytest.raises(operations.NotInTouch):
        operations.reveal_phone(talk, by=cast.recruiter, now=NOW)
    assert ContactReveal.objects.count() == before


def test_closing_and_applying_at_once_leave_nobody_waiting_for_a_closed_opening() -> None:
    cast = make_cast()
    opening = make_opening(cast)
    people = [make_person(f"候选{n}", region=cast.places.maguan) for n in range(5)]
    at_once(
        lambda: operations.close_opening(opening, by=cast.recruiter, now=NOW),
        *[lambda person=person: operations.apply(opening, person, now=NOW) for person in people],
    )
    assert not Application.objects.running().exists()
    assert operations.stages_agree() == []


def test_two_searches_at_once_count_both_appearances() -> None:
    cast = make_cast()
    people = [join(make_person(f"候选{n}", region=cast.places.maguan), cast.platform).person_id for n in range(3)]
    count = lambda: operations.note_appearances(people, cast.platform, now=NOW)  # noqa: E731
    assert at_once(*[count] * 6) == [None] * 6
    assert operations.appearances_of(cast.learner, now=NOW).times == 0
    assert list(Appearance.objects.values_list("count", flat=True)) == [6, 6, 6]

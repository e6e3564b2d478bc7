"""What happens when two do the same at once; needs a database with row locks."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from programmes import operations
from programmes.models import DailyCount, Participation
from tests.cast import NOW, make_person, make_places
from tests.programmes.factories import make_participant, make_programme

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(*deeds: Callable[[], object]) -> list[BaseException]:
    """Run the deeds in threads that begin together; what they raised."""
    gate, raised = Barrier(len(deeds)), list[BaseException]()

    def run(deed: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=30)
            deed()
        except BaseException as error:  # noqa: BLE001  # whatever it is, the test wants to see it
            raised.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return raised


def test_tapping_twice_at_once_is_one_participation() -> None:
    person, programme = make_person(), make_programme()
    raised = at_once(*[lambda: operations.join_programme(person, programme, now=NOW) for _ in range(4)])
    assert not raised
    assert Participation.objects.count() == 1


def test_two_roll_ups_at_once_leave_one_count_of_each_place() -> None:
    places, programme = make_places(), make_programme()
    make_participant(programme, region=places.maguan)
    raised = at_once(*[lambda: operations.roll_up(now=NOW + timedelta(minutes=1)) for _ in range(3)])
    assert not raised
    assert DailyCount.objects.filter(measure="participants").count() == 5

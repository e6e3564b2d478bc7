from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from programmes import operations
from programmes.models import Participation
from tests.cast import NOW, Cast, signed_in
from tests.programmes.factories import make_participant, make_programme

pytestmark = pytest.mark.django_db


def test_joining_twice_is_joining_once_and_freezes_where_the_person_lived(cast: Cast) -> None:
    programme = make_programme(roles=("合伙人",))
    first = operations.join_programme(cast.learner, programme, role="合伙人", now=NOW)
    cast.learner.current_region = cast.places.xixiu
    cast.learner.save()
    again = operations.join_programme(cast.learner, programme, now=NOW + timedelta(days=1))
    assert again == first
    assert (first.region, first.role, Participation.objects.count()) == (cast.places.maguan, "合伙人", 1)


def test_who_left_may_come_back_and_both_times_stay_on_record(cast: Cast) -> None:
    programme = make_programme()
    operations.join_programme(cast.learner, programme, now=NOW)
    operations.leave_programme(cast.learner, programme, now=NOW + timedelta(days=1))
    operations.leave_programme(cast.learner, programme, now=NOW + timedelta(days=2))
    operations.join_programme(cast.learner, programme, now=NOW + timedelta(days=3))
    ends = list(Participation.objects.order_by("pk").values_list("ended_at", flat=True))
    assert ends == [NOW + timedelta(days=1), None]


def test_the_database_refuses_a_second_standing_participation(cast: Cast) -> None:
    programme = make_programme()
    make_participant(programme, person=cast.learner)
    with pytest.raises(IntegrityError, match=r"participation|UNIQUE"), transaction.atomic():
        make_participant(programme, person=cast.learner)


def test_a_programme_that_is_over_or_hidden_takes_nobody_new(cast: Cast) -> None:
    over = make_programme()
    over.ends_on = (NOW - timedelta(days=1)).date()
    for programme in (over, make_programme(listed=False)):
        with pytest.raises(operations.ProgrammeIsOver):
            operations.join_programme(cast.learner, programme, now=NOW)
    assert not Participation.objects.exists()


def test_a_role_the_programme_does_not_know_is_refused(cast: Cast) -> None:
    with pytest.raises(operations.NoSuchRole):
        operations.join_programme(cast.learner, make_programme(roles=("店长",)), role="站长", now=NOW)


def test_joining_and_leaving_on_the_page(cast: Cast) -> None:
    programme = make_programme(roles=("店长",))
    page, browser = reverse("programmes:join", args=[programme.slug]), signed_in(cast.learner)
    assert "店长" in browser.get(page).text
    assert "店长" in browser.post(page, {"role": "店长"}, follow=True).text
    assert Participation.objects.standing().get().person == cast.learner
    browser.post(page, {"role": "店长"})
    assert Participation.objects.count() == 1
    browser.post(reverse("programmes:leave", args=[programme.slug]))
    assert not Participation.objects.standing().exists()


def test_a_hidden_programme_answers_404_to_the_world(cast: Cast) -> None:
    programme = make_programme(listed=False)
    for name in ("programme", "join"):
        assert signed_in(cast.learner).get(reverse(f"programmes:{name}", args=[programme.slug])).status_code == 404

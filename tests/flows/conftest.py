from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoCaptureOnCommitCallbacks, DjangoDbBlocker

from accounts.models import Organisation, Role, User
from accounts.operations import grant_membership, verify_organisation
from cms.starter_parts import PARTS, load_parts
from tests.cast import Places, make_person, make_places
from tests.conftest import make_home
from tests.flows.walker import Walker, phone_of

NOT_HERE = {"home", "regions", "villages"}
"""The tests' own first page and a handful of places stand in for these: the whole country takes seconds."""


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Places]:
    """The real curriculum, questions, standard, programmes and consents: loaded once, under every test's own transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_home()
        places = make_places()
        load_parts([part for part in PARTS if part.name not in NOT_HERE], now=now(), say=lambda line: None)
        yield places
        transaction.set_rollback(True)


@pytest.fixture
def starter(loaded: Places, db: None) -> Places:
    return deepcopy(loaded)


@pytest.fixture
def walk(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Callable[[], Walker]:
    """A new browser, nobody signed in."""
    return lambda: Walker(Client(), django_capture_on_commit_callbacks)


@pytest.fixture
def staff(starter: Places, walk: Callable[[], Walker]) -> Callable[[str, str, Role], Walker]:
    """Somebody with a role, signed in through the one box."""

    def enter(name: str, organisation: str, role: Role) -> Walker:
        place = Organisation.objects.get(slug=organisation)
        verify_organisation(place, now=now())
        person: User = make_person(name, now=now())
        grant_membership(person, place, role, now=now())
        walker = walk()
        walker.sign_in(phone_of(person))
        return walker

    return enter

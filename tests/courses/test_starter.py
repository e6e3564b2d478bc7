import time

from django.conf import settings

from cms.models import HomePage
from courses.models import OutlineLesson
from courses.operations import load_curriculum
from tests.cast import NOW, Cast

CURRICULUM = settings.BASE_DIR / "cms" / "starter" / "curriculum"


def test_all(cast: Cast, home: HomePage, client) -> None:
    a = time.monotonic()
    r = load_curriculum(CURRICULUM, cast.college, now=NOW)
    b = time.monotonic()
    print(len(r.created), b - a)
    r = load_curriculum(CURRICULUM, cast.college, now=NOW)
    print(r, time.monotonic() - b)
    print([(o.title, o.size_bytes, o.minutes) for o in OutlineLesson.objects.all()])
    assert 0

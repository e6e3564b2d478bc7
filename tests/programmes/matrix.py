from typing import Any

from tests.cast import Cast
from tests.courses.factories import make_worksheets
from tests.matrix import Row
from tests.programmes.factories import make_indicator, make_programme, make_target


def slug(cast: Cast, name: str = "million-talents") -> dict[str, Any]:
    programme = make_programme(name, holder=cast.committee)
    make_target(programme, make_indicator())
    return {"slug": programme.slug}


def asked(cast: Cast) -> dict[str, Any]:
    make_worksheets()
    return slug(cast, "with-a-diagnosis")


OPEN = (200, 200, 200, 200, 200)
OFFICERS = (302, 404, 404, 404, 200)
ROWS = [
    Row("programmes:index", OPEN),
    Row("programmes:programme", OPEN, arguments=slug),
    Row("programmes:join", (302, 200, 200, 200, 200), arguments=slug),
    Row("programmes:join", (302, 302, 302, 302, 302), arguments=slug, method="post"),
    Row("programmes:leave", (302, 302, 302, 302, 302), arguments=slug, method="post"),
    # Without any programme nobody is an officer of one: tests/programmes/test_desk.py has the officer's own list.
    Row("programmes:desks", (302, 404, 404, 404, 404)),
    Row("programmes:desk", OFFICERS, arguments=slug, outsider="other_recruiter"),
    Row("programmes:institutions", OFFICERS, arguments=slug, outsider="trainer"),
    Row("programmes:diagnosis", OFFICERS, arguments=asked, outsider="trainer"),
    Row("programmes:figures", OFFICERS, arguments=slug, outsider="recruiter"),
    Row("programmes:figures", (302, 404, 404, 404, 422), arguments=slug, method="post"),
]

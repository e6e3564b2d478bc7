from typing import Any

from accounts.models import Notice, PhoneNumber
from accounts.operations import keep_private_file
from tests.cast import NOW, Cast
from tests.matrix import Row


def notice(cast: Cast) -> dict[str, Any]:
    row = Notice.objects.create(person=cast.learner, key="news", title="有新消息", created_at=NOW)
    return {"notice_id": row.pk}


def private_file(cast: Cast) -> dict[str, Any]:
    return {"file_id": keep_private_file(cast.learner, b"x", name="a.txt", content_type="text/plain", now=NOW).pk}


def number(cast: Cast) -> dict[str, Any]:
    return {"number_id": PhoneNumber.objects.get(person=cast.learner).pk}


MINE = (302, 200, 200, 200, 200)  # everyone sees their own
ROWS = [
    Row("accounts:me", MINE),
    Row("accounts:about_me", MINE),
    Row("accounts:place", MINE, arguments=lambda cast: {"which": "home"}),
    # Whoever is signed in is told so, and can sign out for the next.
    Row("accounts:card", (200, 200, 200, 200, 200)),
    Row("accounts:add_number", MINE),
    Row("accounts:who_looked", MINE),
    Row("accounts:inbox", MINE),
    Row("accounts:open_notice", (302, 404, 404, 302, 404), arguments=notice, method="post"),
    Row("accounts:private_file", (302, 404, 404, 200, 404), arguments=private_file),
    # Everybody is led back to their own page; whose number it was stays as it is (tests/accounts/test_numbers.py).
    Row("accounts:release_number", (302, 302, 302, 302, 302), arguments=number, method="post"),
]

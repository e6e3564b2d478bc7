from typing import Any

from tests.cast import Cast
from tests.certification.factories import make_certificate, make_standard
from tests.matrix import Row


def certificate(cast: Cast) -> dict[str, Any]:
    return {"serial": make_certificate(cast.learner, make_standard(cast.college, with_exam=False)).serial}


OPEN = (200, 200, 200, 200, 200)
# With the share code everybody may open them, the institution's staff too: tests/certification/test_verifying.py.
DOCUMENT = (404, 404, 404, 200, 404)
ROWS = [
    Row("certification:mine", (302, 200, 200, 200, 200)),
    Row("certification:document", DOCUMENT, arguments=certificate),
    Row("certification:picture", DOCUMENT, arguments=certificate),
    Row("certification:facts", DOCUMENT, arguments=certificate),
    Row("certification:issued", (302, 404, 200, 200, 404), owner="trainer"),
    Row("certification:revoke", (302, 404, 404, 200, 404), owner="trainer", arguments=certificate),
    Row("certification:verify", OPEN),
    Row("certification:verdict", OPEN, arguments=certificate),
]

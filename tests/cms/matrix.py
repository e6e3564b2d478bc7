from typing import Any

from tests.cast import Cast
from tests.matrix import Row


def college(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.college.slug}


def role(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.college.slug, "membership": cast.trainer.memberships.get(role="trainer").pk}


# The owner of the site alone has this room (tests/cms/test_staff.py); none of the five is that.
NOBODY = (302, 404, 404, 404, 404)
ROWS = [
    Row("service_worker", (200, 200, 200, 200, 200)),
    Row("cms:offline", (200, 200, 200, 200, 200)),
    Row("cms:road", (302, 200, 200, 200, 200)),
    Row("cms:organisations", NOBODY),
    Row("cms:organisation", NOBODY, owner="trainer", arguments=college),
    Row("cms:verify_organisation", NOBODY, owner="trainer", arguments=college, method="post"),
    Row("cms:suspend_organisation", NOBODY, owner="trainer", arguments=college, method="post"),
    Row("cms:set_review", NOBODY, owner="trainer", arguments=college, method="post"),
    Row("cms:end_role", NOBODY, owner="trainer", arguments=role, method="post"),
]

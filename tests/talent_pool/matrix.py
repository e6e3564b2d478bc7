from typing import Any

from tests.cast import Cast
from tests.matrix import Row
from tests.talent_pool.factories import join, make_application, make_draft, make_opening, make_pool, make_talk


def job(cast: Cast) -> dict[str, Any]:
    return {"uuid": make_opening(cast).uuid}


def draft(cast: Cast) -> dict[str, Any]:
    return {"uuid": make_draft(cast).uuid}


def application(cast: Cast) -> dict[str, Any]:
    return {"uuid": make_application(cast).uuid}


def talk(cast: Cast) -> dict[str, Any]:
    return {"uuid": make_talk(cast).uuid}


def candidate(cast: Cast) -> dict[str, Any]:
    make_opening(cast)
    return {"uuid": join(cast.learner, cast.platform).uuid}


EVERYBODY = (200, 200, 200, 200, 200)
MINE = (302, 200, 200, 200, 200)  # everyone sees their own
THEIRS = (302, 404, 404, 200, 404)
PRESSED = (302, 404, 404, 302, 404)  # a pressed button answers by leading back
DESK: dict[str, Any] = {"owner": "recruiter", "outsider": "other_recruiter"}
ROWS = [
    Row("talent_pool:talent", MINE),
    Row("talent_pool:pool", MINE, arguments=lambda cast: {"slug": make_pool().slug}),
    Row("talent_pool:platforms", MINE),
    Row("talent_pool:platform", MINE, arguments=lambda cast: {"slug": cast.platform.slug}),
    Row("talent_pool:wishes", MINE),
    Row("talent_pool:pause", (302, 302, 302, 302, 302), method="post"),
    Row("talent_pool:who_looked", MINE),
    Row("talent_pool:application", THEIRS, arguments=application),
    Row("talent_pool:answer", PRESSED, arguments=application, method="post", data=lambda cast: {"answer": "withdraw"}),
    Row("talent_pool:jobs", EVERYBODY),
    Row("talent_pool:job", EVERYBODY, arguments=job),
    Row("talent_pool:apply", MINE, arguments=job),
    Row("talent_pool:recruit", THEIRS, owner="recruiter"),
    Row("talent_pool:candidate", THEIRS, arguments=candidate, **DESK),
    Row("talent_pool:invite", PRESSED, arguments=candidate, method="post", **DESK),
    Row("talent_pool:recruit_openings", THEIRS, owner="recruiter"),
    Row("talent_pool:new_opening", THEIRS, owner="recruiter"),
    Row("talent_pool:recruit_opening", THEIRS, arguments=draft, **DESK),
    Row("talent_pool:edit_opening", THEIRS, arguments=draft, **DESK),
    Row("talent_pool:send_opening", PRESSED, arguments=draft, method="post", **DESK),
    Row("talent_pool:close_opening", PRESSED, arguments=draft, method="post", **DESK),
    Row("talent_pool:recruit_application", THEIRS, arguments=application, **DESK),
    Row("talent_pool:move_application", PRESSED, arguments=application, method="post", data=lambda cast: {"step": "talk"}, **DESK),
    Row("talent_pool:reveal", PRESSED, arguments=talk, method="post", **DESK),
    Row("talent_pool:reviews", (302, 404, 404, 404, 200), owner="recruiter"),
    # A draft is nobody's to review yet: tests/talent_pool/test_pages.py.
    Row("talent_pool:review", (302, 404, 404, 404, 200), arguments=job, **DESK),
]

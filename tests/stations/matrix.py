from typing import Any

from stations.models import PreparationTask
from tests.cast import Cast
from tests.matrix import Row
from tests.stations.factories import make_open, make_station


def station(cast: Cast) -> dict[str, Any]:
    return {"uuid": make_station(cast).uuid}


def opened(cast: Cast) -> dict[str, Any]:
    return {"uuid": make_open(cast).uuid}


def task(cast: Cast) -> dict[str, Any]:
    found = make_station(cast)
    first = PreparationTask.objects.filter(station=found).first()
    assert first is not None
    return {"uuid": found.uuid, "task": first.pk}


MINE = (302, 200, 200, 200, 200)
ROWS = [
    Row("stations:stations", MINE),
    Row("stations:new_station", MINE),
    Row("stations:station", (302, 404, 404, 200, 404), arguments=station, outsider="other_recruiter"),
    Row("stations:finish_task", (302, 404, 404, 302, 404), arguments=task, method="post", outsider="other_recruiter"),
    Row("stations:open_station", (302, 404, 404, 302, 404), arguments=station, method="post", outsider="other_recruiter"),
    Row("stations:close_station", (302, 404, 404, 302, 404), arguments=station, method="post", outsider="other_recruiter"),
    Row("stations:outcomes", (302, 404, 404, 200, 404), arguments=opened, outsider="other_recruiter"),
]

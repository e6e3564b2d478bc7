from datetime import datetime

from stations import operations
from stations.models import Station
from tests.cast import NOW, Cast
from tests.talent_pool.factories import make_opening, make_signed


def make_station(cast: Cast, *, blocks: bool = False, now: datetime = NOW) -> Station:
    """小禾's station for 村淘, in preparation."""
    application = make_signed(cast, opening=make_opening(cast, training_blocks_start=blocks))
    return operations.begin_preparation(application, now=now)


def make_business(cast: Cast, name: str = "小禾的菜籽油") -> Station:
    return operations.register_own_business(cast.learner, name=name, region=cast.places.maguan, now=NOW)


def make_open(cast: Cast, *, now: datetime = NOW) -> Station:
    return operations.open_station(make_station(cast, now=now), by=cast.learner, now=now)

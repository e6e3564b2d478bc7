"""One verb per business event. Atomic, keyword-only time, rows in, row out, a domain error raised."""

from stations.operations.outcomes import Figures, NotOpenThen, record_outcome
from stations.operations.preparation import (
    NotSigned,
    StationIsClosed,
    TooManyBusinesses,
    TrainingFirst,
    begin_missing_preparations,
    begin_preparation,
    close_station,
    finish_task,
    open_station,
    register_own_business,
)

__all__ = [
    "Figures",
    "NotOpenThen",
    "NotSigned",
    "StationIsClosed",
    "TooManyBusinesses",
    "TrainingFirst",
    "begin_missing_preparations",
    "begin_preparation",
    "close_station",
    "finish_task",
    "open_station",
    "record_outcome",
    "register_own_business",
]

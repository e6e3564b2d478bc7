"""Running it. Submodules import in this order and never back: stations, then the rest."""

from stations.models.outcomes import Outcome
from stations.models.preparation import PreparationTask, Track
from stations.models.stations import Station, StationChange, StationKind, StationStatus

__all__ = ["Outcome", "PreparationTask", "Station", "StationChange", "StationKind", "StationStatus", "Track"]

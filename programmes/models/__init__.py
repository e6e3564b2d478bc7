"""What was promised and what came of it. Submodules import in this order and never back: programmes, then indicators."""

from programmes.models.indicators import DailyCount, EnteredValue, Indicator, Target
from programmes.models.programmes import LoadedText, Participation, Programme, ProgrammeRole

__all__ = ["DailyCount", "EnteredValue", "Indicator", "LoadedText", "Participation", "Programme", "ProgrammeRole", "Target"]

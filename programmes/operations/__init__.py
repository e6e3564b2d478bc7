"""One verb per business event. Atomic, keyword-only time, rows in, row out, a domain error raised."""

from programmes.operations.count import Actual, actuals, count_programme, roll_up
from programmes.operations.diagnoses import diagnosis_counts
from programmes.operations.figures import OutOfScope, WrongUnit, enter_value, offices, scopes_of
from programmes.operations.institutions import COMPARED, institution_counts
from programmes.operations.starter import BadStarter, Loaded, load_organisations, load_programmes
from programmes.operations.taking_part import NoSuchRole, ProgrammeIsOver, join_programme, leave_programme

__all__ = [
    "COMPARED",
    "Actual",
    "BadStarter",
    "Loaded",
    "NoSuchRole",
    "OutOfScope",
    "ProgrammeIsOver",
    "WrongUnit",
    "actuals",
    "count_programme",
    "diagnosis_counts",
    "enter_value",
    "institution_counts",
    "join_programme",
    "leave_programme",
    "load_organisations",
    "load_programmes",
    "offices",
    "roll_up",
    "scopes_of",
]

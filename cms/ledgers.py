"""Every append-only log of the house beside the state it explains. A floor that keeps one adds its function here."""

from collections.abc import Callable, Mapping, Sequence

from accounts.operations import consents_disagree
from courses.operations import (
    attendance_disagrees,
    inquiries_disagree,
    notes_disagree,
    outlines_disagree,
    rosters_disagree,
    sheets_disagree,
)
from talent_pool.operations import stages_agree

LEDGERS: Mapping[str, Callable[[], Sequence[object]]] = {
    "consents": consents_disagree,
    "rosters of classes": rosters_disagree,
    "attendance": attendance_disagrees,
    "inquiries": inquiries_disagree,
    "notes": notes_disagree,
    "outlines of moved learners": outlines_disagree,
    "stages of applications": stages_agree,
    "worksheets": sheets_disagree,
}

"""The stages an application passes, and who may move it from which to which. Plain data, no database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    APPLIED = "applied", _("Applied")
    INVITED = "invited", _("Invited")
    TALKING = "talking", _("Talking")
    SIGNED = "signed", _("Signed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Opening closed")


class Side(models.TextChoices):
    PERSON = "person", _("The person")
    PLATFORM = "platform", _("The platform")


OPEN = (Stage.APPLIED, Stage.INVITED, Stage.TALKING, Stage.SIGNED)
"""In these stages an application counts as running: there is at most one of them per person and opening."""

IN_TOUCH = (Stage.TALKING, Stage.SIGNED)
"""Both sides have said yes: from here on the platform may know who the person is."""

UNDECIDED = (Stage.APPLIED, Stage.INVITED, Stage.TALKING)

MOVES: dict[tuple[Stage, Stage], frozenset[Side]] = {
    (Stage.APPLIED, Stage.TALKING): frozenset({Side.PLATFORM}),
    (Stage.INVITED, Stage.TALKING): frozenset({Side.PERSON}),
    (Stage.TALKING, Stage.SIGNED): frozenset({Side.PLATFORM}),
    (Stage.APPLIED, Stage.DECLINED): frozenset({Side.PLATFORM}),
    (Stage.INVITED, Stage.DECLINED): frozenset({Side.PERSON}),
    (Stage.TALKING, Stage.DECLINED): frozenset({Side.PLATFORM}),
    (Stage.APPLIED, Stage.WITHDRAWN): frozenset({Side.PERSON}),
    (Stage.TALKING, Stage.WITHDRAWN): frozenset({Side.PERSON}),
    (Stage.INVITED, Stage.WITHDRAWN): frozenset({Side.PERSON, Side.PLATFORM}),
    (Stage.APPLIED, Stage.CLOSED): frozenset({Side.PLATFORM}),
    (Stage.INVITED, Stage.CLOSED): frozenset({Side.PLATFORM}),
    (Stage.TALKING, Stage.CLOSED): frozenset({Side.PLATFORM}),
}


def sources_of(target: Stage, side: Side) -> list[Stage]:
    """The stages from which this side may move an application to the target."""
    return [source for (source, aim), sides in MOVES.items() if aim == target and side in sides]

"""The table of doors: which of five viewers meets which answer at which address.

Every app has `tests/<app>/matrix.py` with `ROWS`; a view of ours that stands in no row fails the build.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.cast import Cast

type Arguments = Callable[[Cast], dict[str, Any]]

VIEWERS = ("stranger", "learner", "outsider", "owner", "officer")
"""stranger: not signed in · learner: another learner (阿松) · outsider: staff of another institution or platform ·
owner: whose thing it is · officer: the programme officer."""


@dataclass(frozen=True)
class Row:
    """One address. `statuses` answers VIEWERS in order; 302 for a stranger means: to the sign-in page."""

    name: str
    statuses: tuple[int, int, int, int, int]
    owner: str = "learner"
    outsider: str = "other_trainer"
    arguments: Arguments = field(default=lambda cast: {})
    method: str = "get"
    data: Arguments = field(default=lambda cast: {})

    def viewer(self, cast: Cast, who: str) -> Any:
        return {
            "stranger": None,
            "learner": cast.other_learner,
            "outsider": getattr(cast, self.outsider),
            "owner": getattr(cast, self.owner),
            "officer": cast.officer,
        }[who]

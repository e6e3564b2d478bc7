"""Every append-only log of the house beside the state it explains. A floor that keeps one adds its function here."""

from collections.abc import Callable, Mapping, Sequence

from accounts.operations import consents_disagree
from talent_pool.operations import stages_agree

LEDGERS: Mapping[str, Callable[[], Sequence[object]]] = {
    "consents": consents_disagree,
    "stages of applications": stages_agree,
}

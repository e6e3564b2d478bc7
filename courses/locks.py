"""A page that another institution keeps: Wagtail shows it, with a lock and the reason, and takes no change."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock


class LockedByOriginal(BaseLock):
    """Holds for everybody, the owner of the site included: what was changed here could not follow the original any more."""

    def __init__(self, page: Any, keeper: str, reason: str) -> None:
        super().__init__(page)
        self.keeper, self.reason = keeper, reason

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> str:
        text = format_html(_("<b>{keeper}</b> keeps this part the same everywhere."), keeper=self.keeper)
        why = format_html(_(" The reason: {reason}."), reason=self.reason) if self.reason else ""
        return format_html("{}{} {}", text, why, _("It follows the original. You can add lessons of your own beside it."))

    def get_locked_by(self, user: Any) -> str:
        return _("Locked by %(keeper)s") % {"keeper": self.keeper}

    def get_description(self, user: Any) -> str:
        return _("It follows the original. You can add lessons of your own beside it.")

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalentPoolConfig(AppConfig):
    name = "talent_pool"
    verbose_name = _("Talent pool")

    def ready(self) -> None:
        from talent_pool import receivers  # noqa: F401, PLC0415

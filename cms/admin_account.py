from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel


class OwnAccountView(AccountView):
    """The admin's settings without the names: a person's name is one field, written and checked under “Me”."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [panel for panel in super().get_panels() if not isinstance(panel, NameEmailSettingsPanel)]

"""The admin: a new programme is written here, without code."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from accounts.models import Region
from programmes.models import Indicator, Programme


class PlaceFilterForm(BaseFilterForm):
    """Finds a place by the beginning of its name or by its code: a list of 44,700 helps nobody."""

    q = forms.CharField(label=_("Name or code"), required=False)

    def filter(self, objects: QuerySet[Region]) -> QuerySet[Region]:
        text = "".join(str(self.cleaned_data.get("q") or "").split())
        found: QuerySet[Region] = super().filter(objects)
        if text:
            self.is_searching, self.search_query = True, text
            found = found.filter(**{"code" if text.isdigit() else "name__startswith": text})
        return found


class ChoosePlaceView(ChooseView):
    filter_form_class = PlaceFilterForm


class ChoosePlaceResultsView(ChooseResultsView):
    filter_form_class = PlaceFilterForm


class PlaceChooser(ChooserViewSet):
    model = Region
    icon = "site"
    choose_one_text = _("Choose a place")
    choose_another_text = _("Choose another place")
    per_page = 20
    choose_view_class = ChoosePlaceView
    choose_results_view_class = ChoosePlaceResultsView

    def get_object_list(self) -> QuerySet[Region]:
        return Region.objects.current()


class ProgrammeViewSet(SnippetViewSet):
    model = Programme
    icon = "clipboard-list"
    menu_label = _("Programmes")
    list_display = ["name", "period_note", "is_listed"]
    search_fields = ["name", "short_name"]
    copy_view_enabled = False
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("short_name"), FieldPanel("slug")]),
                FieldPanel("summary"),
                FieldPanel("source"),
            ],
            heading=_("What it is"),
        ),
        FieldPanel("holders", widget=forms.CheckboxSelectMultiple),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                FieldPanel("period_note"),
                FieldPanel("regions", widget=forms.CheckboxSelectMultiple),
            ],
            heading=_("When and where"),
        ),
        MultiFieldPanel(
            [FieldPanel(name, widget=forms.CheckboxSelectMultiple) for name in ("courses", "standards", "pools")],
            heading=_("What it is made of"),
        ),
        InlinePanel("roles", heading=_("Roles"), label=_("Role")),
        InlinePanel(
            "targets",
            [
                FieldRowPanel([FieldPanel("indicator"), FieldPanel("value")]),
                FieldRowPanel([FieldPanel("region"), FieldPanel("due_on")]),
                FieldRowPanel([FieldPanel("label"), FieldPanel("note")]),
            ],
            heading=_("Targets"),
            label=_("Target"),
        ),
        FieldPanel("is_listed"),
    ]


class IndicatorViewSet(SnippetViewSet):
    model = Indicator
    icon = "tasks"
    menu_label = _("Indicators")
    list_display = ["label", "unit", "counted_by"]
    search_fields = ["label"]
    copy_view_enabled = False
    panels = [FieldPanel("label"), FieldPanel("slug"), FieldPanel("unit"), FieldPanel("counted_by")]


class ProgrammesGroup(SnippetViewSetGroup):
    items = [ProgrammeViewSet, IndicatorViewSet]
    menu_icon = "clipboard-list"
    menu_label = _("Programmes")
    menu_name = "programmes"
    menu_order = 250


register_snippet(ProgrammesGroup)


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_place_chooser() -> PlaceChooser:
    return PlaceChooser("place_chooser")

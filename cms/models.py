from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.addresses import PageForm


class HomePage(Page):
    """The first page anyone sees: what this is, and the one thing to do next."""

    lead = models.TextField(_("lead"), max_length=200, help_text=_("One or two sentences under the title."))

    english_lead = models.TextField(_("lead in English"), max_length=300, blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead"), FieldPanel("english_lead")]
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    max_count = 1
    template = "cms/home_page.html"

    class Meta:
        verbose_name = _("home page")


TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link"]


class TextPage(Page):
    """A page of plain text: about us, whom to write to, what we do with data."""

    base_form_class = PageForm

    body = RichTextField(_("text"), features=TEXT_FEATURES)
    english_title = models.CharField(_("title in English"), max_length=255, blank=True)
    english_body = RichTextField(_("text in English"), features=TEXT_FEATURES, blank=True, help_text=_("Left empty, the Chinese is shown."))

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("english_title"), FieldPanel("english_body")], heading=_("In English")),
    ]
    parent_page_types: ClassVar = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/text_page.html"

    class Meta:
        verbose_name = _("page of text")


class StarterPart(models.Model):
    """What the starter loaders have already brought in, by the digest of its files: unchanged parts are skipped."""

    name = models.CharField(max_length=60, primary_key=True)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("part of the starter")
        verbose_name_plural = _("parts of the starter")

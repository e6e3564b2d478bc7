"""What those who keep a question bank fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exams.formats import READERS, Format
from exams.formats.reading import LARGEST_FILE
from exams.models import QuestionBank, Topic

NAMES = {
    Format.XLSX: _("Excel table (.xlsx)"),
    Format.DOCX: _("Word paper (.docx)"),
    Format.GIFT: _("GIFT"),
    Format.AIKEN: _("Aiken"),
    Format.MOODLE_XML: _("Moodle XML"),
    Format.QTI: _("QTI"),
}


def formats(those: Any) -> list[tuple[str, Any]]:
    return [(str(kind), NAMES.get(kind, str(kind))) for kind in those]


class QuestionFileForm(forms.Form):
    bank = forms.ModelChoiceField(label=_("Question bank"), queryset=QuestionBank.objects.none(), empty_label=None)
    file = forms.FileField(label=_("File"), help_text=_("Up to 10 MB and 20,000 questions."))
    kind = forms.ChoiceField(label=_("Format"), required=False)
    topic = forms.ModelChoiceField(
        label=_("Topic of the questions"),
        queryset=Topic.objects.all(),
        required=False,
        empty_label=_("as the file says"),
        help_text=_("For questions whose file names no topic that we know."),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        bank: Any = self.fields["bank"]
        bank.queryset = QuestionBank.objects.visible_to(user)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("see by itself")), *formats(READERS)]

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 10 MB. Please split it, or make its pictures smaller."))
        return sent

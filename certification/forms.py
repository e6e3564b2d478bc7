from django import forms
from django.utils.translation import gettext_lazy as _


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Whoever checks the certificate reads it, and so does the holder. Write what is proven; name nobody else."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

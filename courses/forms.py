"""Reading what a browser sends."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.forms import CODE_ATTRIBUTES, AboutMeForm, PhoneField
from courses.formats import BadOldLesson, read_old_lesson
from courses.formats.containers import LARGEST_FILE
from courses.models import About, Channel, EventKind, NoteKind, Why
from courses.models.inquiries import LONGEST_ANSWER, LONGEST_INQUIRY
from courses.notebook import LONGEST_NOTE, cleaned
from courses.operations import EventReport


class BadEvents(ValueError):
    """What was sent is not a list of learning events."""


@dataclass(frozen=True)
class Sent:
    """What a phone sent. One event that cannot be read does not hold up the others."""

    events: list[EventReport] = field(default_factory=list)
    unreadable: dict[UUID, Any] = field(default_factory=dict)


def read_events(sent: Any) -> Sent:
    """`{"events": [{"id", "kind", "lesson", "question"?, "answer"?, "at"?}, …]}`. Raises BadEvents where not even the ids can be read."""
    if not isinstance(sent, dict) or not isinstance(sent.get("events"), list):
        raise BadEvents
    read = Sent()
    for event in sent["events"]:
        event_id = read_id(event)
        try:
            read.events.append(read_event(event_id, event))
        except (KeyError, TypeError, ValueError, AttributeError):
            read.unreadable[event_id] = event
    return read


def read_id(sent: Any) -> UUID:
    try:
        return UUID(sent["id"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadEvents from error


def read_event(event_id: UUID, sent: Any) -> EventReport:
    """Raises the plain errors of whatever is missing or odd."""
    kind = read_kind(sent)
    return EventReport(
        event_id=event_id,
        kind=kind,
        lesson_key=UUID(sent["lesson"]),
        question_key=UUID(sent["question"]) if sent.get("question") or kind == EventKind.PRACTISED else None,
        answer=sent.get("answer"),
        claimed_at=read_moment(sent.get("at")),
        text=str(sent["text"]) if kind == NoteKind.NOTED or isinstance(kind, About) else "",
        may_be_shown=sent.get("shown") is True,
    )


def read_kind(sent: Any) -> EventKind | NoteKind | About:
    """Something learned, something for the notebook, or words to the trainers. Raises ValueError."""
    if sent["kind"] == "asked":
        return About(sent["about"])
    return NoteKind(sent["kind"]) if sent["kind"] in NoteKind else EventKind(sent["kind"])


def words_field(label: Any, *, longest: int, rows: int = 4, **options: Any) -> forms.CharField:
    """A box for plain words. Line ends count as one character each, as the learner counts them."""
    return PlainTextField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **options)


class PlainTextField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return cleaned(str(value or ""))


class NoteForm(forms.Form):
    """A page of one's own notebook. `token` makes sending it twice one revision."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    text = words_field(_("My note"), longest=LONGEST_NOTE, rows=8, required=False)
    is_bookmarked = forms.BooleanField(label=_("Bookmark this lesson"), required=False)


class InquiryForm(forms.Form):
    """Words to the trainers. `token` makes sending it twice one inquiry."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.ChoiceField(label=_("What is it?"), choices=About.choices, initial=About.QUESTION, widget=forms.RadioSelect)
    text = words_field(_("Write it down"), longest=LONGEST_INQUIRY)
    may_be_shown = forms.BooleanField(
        label=_("Others may read question and answer. My name is not shown."),
        help_text=_("Without the tick only the trainers read it. With it, you can take it back later."),
        required=False,
    )


class AnswerForm(forms.Form):
    text = words_field(_("Your answer to the learner"), longest=LONGEST_ANSWER, rows=5)


class PublishForm(forms.Form):
    question = words_field(_("The question as others read it"), longest=LONGEST_INQUIRY)
    answer = words_field(_("The answer as others read it"), longest=LONGEST_ANSWER, rows=6)


class CorrectionForm(forms.Form):
    """`token` makes sending it twice one correction."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    text = words_field(_("What was wrong, and what is right"), longest=LONGEST_ANSWER)
    matters = forms.BooleanField(
        label=_("It matters: tell everybody who has finished this lesson"),
        help_text=_("For a wrong figure, rule or step. Leave it empty for a slip of the pen."),
        required=False,
    )


def read_moment(text: Any) -> datetime | None:
    """A moment with its zone, or nothing: a phone's clock is only a claim."""
    try:
        moment = parse_datetime(str(text)[:40]) if text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


class NewNumberForm(forms.Form):
    """A class teacher helps a learner whose number is gone. Which field is needed depends on the button."""

    phone = PhoneField(label=_("The new mobile number"))
    code = forms.CharField(
        label=_("Code from the text message"), required=False, max_length=6, widget=forms.TextInput(attrs=CODE_ATTRIBUTES)
    )
    is_known = forms.BooleanField(label=_("I know this person, or have seen the identity card"), required=False)
    lost_the_others = forms.BooleanField(label=_("The old number or telephone is lost: it shall no longer open the record"), required=False)


class OldLessonForm(forms.Form):
    """The file of an old lesson, read as it is checked: `cleaned_data` holds its `content` and the `lesson` it becomes."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("Word (.docx), slides (.pptx) or Markdown (.md), up to 25 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.pptx,.md,.markdown,.txt"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        sent = cleaned.get("file")
        if sent is not None:
            try:
                # One byte more than allowed says enough of a larger one.
                cleaned["content"] = sent.read(LARGEST_FILE + 1)
                cleaned["lesson"] = read_old_lesson(cleaned["content"], sent.name)
            except BadOldLesson as error:
                self.add_error("file", str(error))
        return cleaned


class ReminderForm(forms.Form):
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, widget=forms.RadioSelect)


class BusyDaysForm(forms.Form):
    first_on = forms.DateField(label=_("From which day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last_on = forms.DateField(label=_("Until which day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    why = forms.ChoiceField(label=_("What for"), choices=Why.choices, initial=Why.MARKET)


class AssistedPersonForm(AboutMeForm):
    """A person without a telephone, as the paper says. `token` makes sending it twice one person."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    is_signed = forms.BooleanField(label=_("The paper is signed, and we keep it"))


class HelperForm(forms.Form):
    phone = PhoneField(label=_("Mobile number of the new helper"), help_text=_("Somebody who works for your institution."))

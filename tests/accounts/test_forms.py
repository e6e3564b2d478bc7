"""What people type where a date or a name is asked for."""

from datetime import date

import pytest
from django.utils import translation

from accounts.forms import AboutMeForm


@pytest.mark.parametrize(
    "written", ["20030504", "2003-05-04", "2003/5/4", "2003.5.4", "2003年5月4日", " 2003年05月04 ", "２００３０５０４"]
)
def test_a_birth_date_is_understood_as_people_write_it(written: str) -> None:
    form = AboutMeForm({"name": "李小禾", "birth_date": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["birth_date"] == date(2003, 5, 4)


@pytest.mark.parametrize("written", ["2003年5月", "二〇〇三年", "20031304", "18990101", "29990101", ""])
def test_one_that_is_none_is_answered_with_an_example_or_a_hint(written: str) -> None:
    with translation.override("zh-hans"):
        form = AboutMeForm({"name": "李小禾", "birth_date": written})
        assert form.errors["birth_date"]

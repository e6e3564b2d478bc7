from datetime import date

import pytest

from certification.facts import Facts, add_months, in_chinese_numerals, in_figures, masked_number


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 1), "二〇二六年十一月一日"),
        (date(2030, 1, 10), "二〇三〇年一月十日"),
        (date(2027, 10, 20), "二〇二七年十月二十日"),
        (date(2027, 12, 31), "二〇二七年十二月三十一日"),
    ],
    ids=str,
)
def test_a_date_in_chinese_numerals(day: date, written: str) -> None:
    assert in_chinese_numerals(day) == written


def test_a_date_in_figures_has_no_leading_zero() -> None:
    assert in_figures(date(2026, 9, 1)) == "2026年9月1日"


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 9, 1), 36, date(2029, 9, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
    ids=str,
)
def test_so_many_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


def test_an_identity_number_shows_its_tail_alone() -> None:
    assert masked_number("123X") == "**************123X"
    assert masked_number("") == ""


def test_facts_written_by_a_later_release_can_be_read() -> None:
    stored = {
        "name": "李小苗", "title": "农村电商运营", "level": "", "issuer": "苗圃学堂", "co_issuers": [], "institution": "苗圃学堂",
        "courses": [], "lessons": 1, "minutes": 5, "begun_on": "2026-09-01", "finished_on": "2026-09-02", "exam": "", "exam_percent": None,
        "supervision": "remote", "competences": [], "region": "", "issued_on": "2026-09-02", "expires_on": "2029-09-02",
    }  # fmt: skip
    facts = Facts.from_dict(stored | {"from_the_future": 1})
    assert facts.full_title == "农村电商运营"
    added = dict.fromkeys(("class_title", "class_begins_on", "class_ends_on", "class_hours", "class_hours_planned"), "")
    assert facts.as_dict() == stored | added | {
        "id_number": "",
        "wording": "培训合格证书",
        "disclaimer": "本证为培训合格证书，非国家职业资格",
    }

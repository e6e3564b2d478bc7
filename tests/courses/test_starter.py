from pathlib import Path

import pytest
import yaml
from django.conf import settings
from wagtail.models import Page

from cms.models import HomePage
from courses.models import Course, CoursePage, LessonPage, ModulePage, StarterText
from courses.operations import BadStarterText, load_curriculum
from tests.cast import NOW, Cast

CURRICULUM = settings.BASE_DIR / "cms" / "starter" / "curriculum"

SYLLABUS = [
    "store-operation",
    "product-selection",
    "promotion",
    "data-management",
    "practice-sharing",
    "fresh-produce",
    "customer-service",
    "logistics",
    "campaign-planning",
]
EXTRAS = ["finance-basics", "policy", "privacy-and-fraud", "village-promoter"]
"""Short courses beside the nine; they come behind them in the list."""

LESSON = {
    "title": "流量是什么",
    "summary": "会算转化率",
    "minutes": 4,
    "sources": ["一篇报道"],
    "body": [{"text": "第一段 <b>。\n\n第二段。"}, {"term": {"word": "流量", "meaning": "来看的人。"}}, {"today": "数一数。"}],
    "practice": [{"single": {"stem": "哪个群买的人多？", "options": ["甲", "乙"], "answer": 2, "explanation": "算一算。"}}],
}


def write_course(folder: Path, lessons: list[str]) -> None:
    course = {
        "slug": "promotion",
        "title": "推广",
        "summary": "让人看见",
        "audience": "店主",
        "position": 3,
        "modules": [{"slug": "traffic", "title": "流量", "summary": "", "lessons": lessons}],
        "planned": [{"title": "活动", "lessons": ["满减"]}],
    }
    (folder / "promotion" / "traffic").mkdir(parents=True, exist_ok=True)
    (folder / "promotion" / "course.yaml").write_text(yaml.safe_dump(course, allow_unicode=True))
    for slug in lessons:
        if not (folder / "promotion" / "traffic" / f"{slug}.yaml").exists():
            write_lesson(folder, slug)


def write_lesson(folder: Path, slug: str, **changes: object) -> None:
    text = yaml.safe_dump(LESSON | changes, allow_unicode=True)
    (folder / "promotion" / "traffic" / f"{slug}.yaml").write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_course(tmp_path, ["one", "two"])
    return tmp_path


def titles() -> list[str]:
    course = Course.objects.select_related("outline").get()
    return [lesson.title for lesson in course.outline.lessons.all()] if course.outline else []


def test_the_whole_curriculum_loads_once_and_an_editor_could_save_each_page(cast: Cast, home: HomePage) -> None:
    report = load_curriculum(CURRICULUM, cast.college, now=NOW)
    courses = CoursePage.objects.live().order_by("position")
    assert list(courses.values_list("slug", "position")) == [(slug, place) for place, slug in enumerate(SYLLABUS + EXTRAS, start=1)]
    assert Course.objects.filter(outlines__number=1).count() == len(SYLLABUS + EXTRAS)
    assert not Course.objects.filter(outlines__number=2).exists()
    store = Course.objects.get(page__slug="store-operation")
    assert store.organisation == cast.college
    assert store.weight()["lesson_count"] >= 15
    for page in LessonPage.objects.all():
        page.body.stream_block.clean(page.body)
        page.practice.stream_block.clean(page.practice)
        assert page.practice
        assert page.outline_places.get().size_bytes < 12_000
    again = load_curriculum(CURRICULUM, cast.college, now=NOW)
    assert (again.created, again.updated, again.edited) == ([], [], [])
    assert sorted(again.kept) == sorted(report.created)


def test_loading_again_asks_the_database_once(cast: Cast, home: HomePage, folder: Path, django_assert_num_queries: object) -> None:
    load_curriculum(folder, cast.college, now=NOW)
    with django_assert_num_queries(3):  # type: ignore[operator]  # savepoint, texts, release
        load_curriculum(folder, cast.college, now=NOW)


def test_text_becomes_paragraphs_and_markup_stays_text(cast: Cast, home: HomePage, folder: Path) -> None:
    load_curriculum(folder, cast.college, now=NOW)
    lesson = LessonPage.objects.get(slug="one")
    assert lesson.body[0].value.source == "<p>第一段 &lt;b&gt;。</p><p>第二段。</p>"
    assert lesson.sources == "一篇报道"


def test_a_changed_file_updates_its_page_and_keeps_the_key_of_an_unchanged_question(cast: Cast, home: HomePage, folder: Path) -> None:
    load_curriculum(folder, cast.college, now=NOW)
    before = LessonPage.objects.get(slug="one")
    write_lesson(folder, "one", title="流量到底是什么")
    report = load_curriculum(folder, cast.college, now=NOW)
    after = LessonPage.objects.get(slug="one")
    assert report.updated == ["promotion/traffic/one"]
    assert titles() == ["流量到底是什么", "流量是什么"]
    assert (after.pk, after.lesson_key) == (before.pk, before.lesson_key)
    assert after.practice[0].id == before.practice[0].id


def test_what_an_editor_changed_is_never_overwritten(cast: Cast, home: HomePage, folder: Path) -> None:
    load_curriculum(folder, cast.college, now=NOW)
    page = LessonPage.objects.get(slug="one")
    page.title = "老师改过的题目"
    page.save_revision(user=cast.trainer).publish()
    assert load_curriculum(folder, cast.college, now=NOW).edited == ["promotion/traffic/one"]
    write_lesson(folder, "one", title="文件里的新题目")
    assert load_curriculum(folder, cast.college, now=NOW).edited == ["promotion/traffic/one"]
    assert titles() == ["老师改过的题目", "流量是什么"]


def test_an_editors_draft_is_left_alone_too(cast: Cast, home: HomePage, folder: Path) -> None:
    load_curriculum(folder, cast.college, now=NOW)
    LessonPage.objects.get(slug="one").save_revision(user=cast.trainer)
    write_lesson(folder, "one", title="文件里的新题目")
    assert load_curriculum(folder, cast.college, now=NOW).edited == ["promotion/traffic/one"]


def test_what_an_editor_removed_stays_removed(cast: Cast, home: HomePage, folder: Path) -> None:
    load_curriculum(folder, cast.college, now=NOW)
    (folder / "promotion" / "traffic" / "two.yaml").write_text(yaml.safe_dump(LESSON | {"title": "新"}, allow_unicode=True))
    StarterText.objects.filter(path="promotion/traffic/two").update(page=None)
    report = load_curriculum(folder, cast.college, now=NOW)
    assert report.edited == ["promotion/traffic/two"]
    assert LessonPage.objects.count() == 2


def test_a_lesson_added_in_the_middle_takes_its_place_there(cast: Cast, home: HomePage, folder: Path) -> None:
    load_curriculum(folder, cast.college, now=NOW)
    write_lesson(folder, "first", title="第一课")
    write_lesson(folder, "between", title="中间的课")
    write_course(folder, ["first", "one", "between", "two"])
    load_curriculum(folder, cast.college, now=NOW)
    assert titles() == ["第一课", "流量是什么", "中间的课", "流量是什么"]
    assert ModulePage.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"practice": [{"single": {"stem": "？", "options": ["甲"], "answer": 3, "explanation": "…"}}]}, "none of the options"),
        ({"practice": [{"guess": {"stem": "？"}}]}, "guess"),
        ({"minutes": "long"}, "minutes|invalid literal"),
        ({"body": [{"heading": "长" * 50}]}, "body"),
        ({"body": [{"table": {"caption": "表", "header": ["甲", "乙"], "rows": [["只有一格"]]}}]}, "rows"),
        ({"body": "not a list"}, "one.yaml"),
    ],
    ids=["answer", "kind", "minutes", "heading", "table", "body"],
)
def test_a_bad_file_is_named_and_nothing_is_written(
    cast: Cast, home: HomePage, folder: Path, changes: dict[str, object], reason: str
) -> None:
    write_lesson(folder, "one", **changes)
    with pytest.raises(BadStarterText, match=reason):
        load_curriculum(folder, cast.college, now=NOW)
    assert not StarterText.objects.exists()
    assert not Page.objects.filter(slug="promotion").exists()


def test_a_lesson_that_is_named_but_not_there_is_said(cast: Cast, home: HomePage, folder: Path) -> None:
    (folder / "promotion" / "traffic" / "two.yaml").unlink()
    with pytest.raises(BadStarterText, match=r"two\.yaml"):
        load_curriculum(folder, cast.college, now=NOW)

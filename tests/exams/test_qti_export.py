"""Our questions as QTI 3: whole files, marks that are ours, and the same questions when they come back."""

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils.translation import override
from lxml import etree

from exams.content import check_content
from exams.formats import Format, Item, Place, read
from exams.formats.qti import QtiWriter
from exams.formats.qti.answers import marks_alike, responses, samples
from exams.formats.qti.parts import NAMESPACE
from exams.formats.qti.sitting import read_item
from exams.formats.qti.writing import PACKAGING, item_xml
from exams.formats.writing import CannotHold, write
from exams.grading import grade
from tests.exams.papers import picture


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


OPTIONS: list[dict[str, Any]] = [
    {"key": letter, "text": text} for letter, text in zip("abcd", ("茶", "油 & <米>", "盐", "以上都对"), strict=True)
]
OPTIONS[3] = OPTIONS[3] | {"fixed": True}
PLAIN = [{"key": letter, "text": text} for letter, text in zip("abcd", ("茶", "油", "盐", "糖"), strict=True)]
SINGLE: dict[str, Any] = {"stem": "哪个对？\n看第二行 a < b。", "options": OPTIONS, "answer": "b", "explanation": "因为\n所以"}
NUMERIC: dict[str, Any] = {"stem": "多少？", "answer": "46.38", "tolerance": "0.01", "unit": "%"}
CLOZE: dict[str, Any] = {
    "stem": "先 [[1]] 后 [[2]]，共 [[3]]。\n第二行。",
    "gaps": {
        "1": {"kind": "single", "options": PLAIN, "answer": "a", "shares": {"b": "0.5"}},
        "2": {"kind": "short_text", "accepted": [{"text": "盐", "share": "1"}]},
        "3": {"kind": "numeric", "answer": "12", "tolerance": "0", "weight": "2"},
    },
}
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "single": ("single", SINGLE),
    "single with shares": ("single", SINGLE | {"shares": {"a": "0.3333333", "d": "0.25"}}),
    "multiple": ("multiple", {"stem": "哪些？", "options": PLAIN, "answer": ["a", "c"]}),
    "multiple, each": ("multiple", {"stem": "哪些？", "options": PLAIN, "answer": ["a", "b", "c"], "credit": "each"}),
    "multiple, uneven": (
        "multiple",
        {"stem": "哪些？", "options": PLAIN, "answer": ["a", "c"], "credit": "each", "shares": {"a": "0.7", "c": "0.295", "d": "0"}},
    ),
    "true": ("true_false", {"stem": "对不对？", "answer": True}),
    "false": ("true_false", {"stem": "对不对？", "answer": False}),
    "numeric": ("numeric", NUMERIC),
    "numeric, also": (
        "numeric",
        NUMERIC | {"also": [{"answer": "46", "tolerance": "1", "share": "0.5"}, {"answer": "-3", "tolerance": "0", "share": "0.8"}]},
    ),
    "short text": (
        "short_text",
        {"stem": "叫什么？", "accepted": [{"text": "Kiwi fruit", "share": "1"}, {"text": "猕猴桃", "share": "0.8"}]},
    ),
    "short text, capitals": ("short_text", {"stem": "叫什么？", "accepted": [{"text": "SKU", "share": "1"}], "case_sensitive": True}),
    "short text, wildcards": (
        "short_text",
        {"stem": "叫什么？", "accepted": [{"text": "no*li.e (x)", "share": "1"}, {"text": "a\\*b*", "share": "0.5"}], "wildcards": True},
    ),
    "ordering": ("ordering", {"stem": "排一排", "options": PLAIN, "answer": ["c", "a", "d", "b"]}),
    "ordering, each": ("ordering", {"stem": "排一排", "options": PLAIN, "answer": ["c", "a", "d", "b"], "credit": "each"}),
    "matching": (
        "matching",
        {
            "stem": "配一配",
            "rows": [{"key": "1", "text": "绿"}, {"key": "2", "text": "黄"}],
            "options": PLAIN,
            "answer": {"1": "a", "2": "b"},
        },
    ),
    "matching, each": (
        "matching",
        {
            "stem": "配一配",
            "rows": [{"key": str(n), "text": f"行{n}"} for n in range(1, 5)],
            "options": PLAIN,
            "answer": {"1": "a", "2": "b", "3": "b", "4": "d"},
            "credit": "each",
        },
    ),
    "cloze": ("cloze", CLOZE),
    "case": (
        "case",
        {
            "stem": "小店的账。\n两行。",
            "parts": [
                {"kind": "single", "stem": "哪个？", "options": PLAIN, "answer": "c"},
                {"kind": "numeric", "stem": "多少？", "answer": "5", "tolerance": "1", "unit": "斤", "weight": "3"},
                {"kind": "multiple", "stem": "哪些？", "options": PLAIN, "answer": ["a", "d"], "credit": "each"},
                {"kind": "cloze", **CLOZE},
            ],
        },
    ),
    "essay": ("essay", {"stem": "写一份计划。", "words": 200, "files": 2, "explanation": "看步骤"}),
    "table": ("single", SINGLE | {"figures": [{"table": {"header": ["月", "单"], "rows": [["1", "20"], ["2", "35"]]}}]}),
}
PICTURE = "0b1f6f1e-3f0c-4b6e-9f38-0d3c4e7b9a11"


def question(name: str) -> Item:
    kind, content = QUESTIONS[name]
    stored = check_content(kind, content).as_json()
    return Item(Place(1), kind, stored, key=f"卷-{name}", title=name, topic=("选品",), difficulty=2, source="教材第 3 课")


@pytest.mark.parametrize("name", QUESTIONS)
def test_it_marks_as_we_do(name: str) -> None:
    kind, content = QUESTIONS[name]
    checked = check_content(kind, content)
    item = read_item(item_xml(kind, checked.as_json(), "q1"))
    tried = samples(kind, checked.as_json())
    for answer in tried:
        assert item.sit(responses(kind, content, answer)).score == pytest.approx(float(grade(checked, answer) or 0), abs=1e-5), answer
    if kind != "essay":
        assert item.sit(responses(kind, content, checked.answer)).score == pytest.approx(1, abs=1e-5)
        assert any(item.sit(responses(kind, content, answer)).score < 0.01 for answer in tried)


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != "essay"])
def test_a_wrong_mark_would_be_noticed(name: str) -> None:
    kind, content = QUESTIONS[name]
    xml = item_xml(kind, check_content(kind, content).as_json(), "q1").decode()
    never = xml.replace("match_correct.xml", "match_nothing.xml").replace("map_response.xml", "match_correct.xml")
    never = never.replace('<qti-base-value base-type="float">1.0<', '<qti-base-value base-type="float">0.9<')
    never = never.replace("qti-sum>", "qti-max>")
    assert never != xml
    assert marks_alike(read_item(never.encode()), kind, content) is not None


@pytest.mark.parametrize("name", QUESTIONS)
def test_it_comes_back_the_same(name: str) -> None:
    made = write(QtiWriter(), [question(name)])
    assert made.left_out == []
    (back,) = read(made.content, name="bank.zip").items
    ours = question(name)
    assert back.checked.digest == ours.checked.digest
    assert (back.key, back.title, back.topic, back.difficulty, back.source) == (
        ours.key,
        ours.title,
        ours.topic,
        ours.difficulty,
        ours.source,
    )


ALONE = [
    name
    for name, (kind, _content) in QUESTIONS.items()
    if kind not in {"essay", "case"} and name not in {"short text, wildcards", "multiple, uneven"}
]


@pytest.mark.parametrize("name", ALONE)
def test_the_item_alone_says_as_much(name: str) -> None:
    """Without the record beside it, for any other reader's sake."""
    ours = question(name)
    (back,) = read(item_xml(ours.kind, ours.content, "q1"), Format.QTI).items
    checked = check_content(ours.kind, ours.content)
    assert back.kind == ours.kind
    assert back.content["stem"] == checked.stem
    for answer in samples(ours.kind, ours.content):
        assert float(grade(back.checked, answer) or 0) == pytest.approx(float(grade(checked, answer) or 0), abs=1e-5)


def test_an_essay_alone_asks_for_its_files() -> None:
    kind, content = QUESTIONS["essay"]
    (back,) = read(item_xml(kind, content, "q1"), Format.QTI).items
    assert (back.kind, back.content["stem"], back.content["files"]) == ("essay", "写一份计划。", 2)


def test_a_case_alone_is_told_from_its_parts() -> None:
    parts = [
        {"kind": "single", "stem": "哪个？", "options": PLAIN, "answer": "c"},
        {"kind": "true_false", "stem": "对？", "answer": True, "weight": "3"},
    ]
    (back,) = read(item_xml("case", {"stem": "一家店。", "parts": parts}, "q1"), Format.QTI).items
    assert [part["kind"] for part in back.content["parts"]] == ["single", "true_false"]
    assert [part["weight"] for part in back.content["parts"]] == ["0.25", "0.75"]


def test_a_case_of_every_part_alone_marks_the_same() -> None:
    kind, content = QUESTIONS["case"]
    (back,) = read(item_xml(kind, content, "q1"), Format.QTI).items
    assert [part["kind"] for part in back.content["parts"]] == ["single", "numeric", "multiple", "single", "short_text", "numeric"]


@cache
def package() -> bytes:
    red = picture()
    shown = check_content("single", SINGLE | {"figures": [{"image": PICTURE, "alt": "红"}]}).as_json()
    with_picture = Item(Place(1), "single", shown, key="with-picture", source="", pictures={PICTURE: red})
    return write(QtiWriter(), [with_picture, *[question(name) for name in QUESTIONS]]).content


def test_the_package_is_whole() -> None:
    with ZipFile(BytesIO(package())) as opened:
        names = opened.namelist()
        root = etree.fromstring(opened.read("imsmanifest.xml"))
        record = json.loads(opened.read("miaopu.json"))
        items = {name: opened.read(name) for name in names if name.startswith("items/")}
    space = {"p": PACKAGING}
    assert root.findtext("p:metadata/p:schema", namespaces=space) == "QTI Package"
    assert root.findtext("p:metadata/p:schemaversion", namespaces=space) == "3.0.0"
    resources = root.findall("p:resources/p:resource", space)
    listed = {resource.get("href"): resource.get("type") for resource in resources}
    assert sorted(listed) == sorted(name for name in names if name != "imsmanifest.xml")
    assert {listed[name] for name in items} == {"imsqti_item_xmlv3p0"}
    identifiers = [resource.get("identifier") for resource in resources]
    assert len(set(identifiers)) == len(identifiers)
    assert {found.get("identifierref") for found in root.iterfind(".//p:dependency", space)} <= set(identifiers)
    assert record["items"].keys() == items.keys()
    assert all(record["items"][name]["sha256"] == sha256(xml).hexdigest() for name, xml in items.items())


def test_every_item_has_the_order_that_the_standard_wants() -> None:
    order = ["response-declaration", "outcome-declaration", "item-body", "response-processing", "modal-feedback"]
    with ZipFile(BytesIO(package())) as opened:
        for name in opened.namelist():
            if name.startswith("items/"):
                root = etree.fromstring(opened.read(name))
                assert root.tag == f"{{{NAMESPACE}}}qti-assessment-item"
                assert {"identifier", "title", "adaptive", "time-dependent"} <= set(root.attrib)
                found = [etree.QName(child).localname.removeprefix("qti-") for child in root]
                assert found == sorted(found, key=order.index)
                declared = {node.get("identifier") for node in root.iterfind(f"{{{NAMESPACE}}}qti-response-declaration")}
                asked = {node.get("response-identifier") for node in root.iter() if node.get("response-identifier")}
                assert declared == asked


def test_the_same_questions_make_the_same_bytes() -> None:
    assert package.__wrapped__() == package()


def test_pictures_keep_their_names() -> None:
    back = next(item for item in read(package(), name="bank.zip").items if item.key == "with-picture")
    assert back.content["figures"] == [{"image": PICTURE, "alt": "红"}]
    assert back.pictures == {PICTURE: picture()}


def changed(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(content)) as opened, ZipFile(made, "w") as again:
        for part in opened.namelist():
            body = opened.read(part)
            again.writestr(part, body.replace(old, new) if part == name else body)
    return made.getvalue()


def test_what_somebody_changed_in_the_item_counts() -> None:
    made = write(QtiWriter(), [question("single")]).content
    name = next(part for part in ZipFile(BytesIO(made)).namelist() if part.startswith("items/"))
    (back,) = read(changed(made, name, "哪个对？".encode(), "哪个好？".encode()), name="bank.zip").items
    assert back.content["stem"].startswith("哪个好？")
    assert back.source is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"answer": "b"', b'"answer": "a"'),
        (b'"kind": "single"', b'"kind": "essay"'),
        (b'"content": {', b'"content": {"options": 3, "x": {'),
        (b"{", b"["),
    ],
)
def test_a_record_that_marks_otherwise_is_not_believed(old: bytes, new: bytes) -> None:
    made = write(QtiWriter(), [question("single")]).content
    (back,) = read(changed(made, "miaopu.json", old, new), name="bank.zip").items
    assert (back.kind, back.content["answer"], back.source) == ("single", "b", None)


def test_what_cannot_be_held_is_named() -> None:
    item = Item(Place(1), "single", SINGLE | {"figures": [{"image": PICTURE, "alt": ""}]}, key="k", pictures={})
    with pytest.raises(CannotHold, match="picture is not there"):
        QtiWriter().piece(item)

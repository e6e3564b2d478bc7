"""Places in a picture become numbers drawn into it."""

from io import BytesIO

import pytest
from PIL import Image

from exams.formats import Item
from tests.exams.papers import picture
from tests.exams.qti_items import item, mapped, response, template, zipped
from tests.exams.test_qti_import import in_english, reading, refused

__all__ = ["in_english"]

PLACES = '<{0} identifier="A" shape="circle" coords="5,5,4"/><{0} identifier="B" shape="rect" coords="10,2,18,12"/>'
THIRD = '<hotspotChoice identifier="C" shape="poly" coords="1,1,3,1,2,3"/>'


def spots(kind: str, place: str, more: str = "") -> str:
    """The picture has 40 × 30 points; the item says 20 × 15."""
    shown = '<prompt>点哪里？</prompt><object type="image/png" data="red.png" width="20" height="15">一张图</object>'
    return f'<{kind}Interaction responseIdentifier="RESPONSE">{shown}{PLACES.format(place)}{more}</{kind}Interaction>'


def taken(xml: str) -> Item:
    found = reading(zipped(q_xml=xml, red_png=picture()))
    assert [str(problem) for problem in found.problems] == []
    (only,) = found.items
    assert only.checked
    return only


def test_a_place_to_point_at_is_a_number_to_choose() -> None:
    found = taken(item(response(right="B"), spots("hotspot", "hotspotChoice"), template("match_correct")))
    assert (found.kind, found.content["answer"], found.content["stem"]) == ("single", "b", "点哪里？")
    assert [option["text"] for option in found.content["options"]] == ["1", "2"]
    (figure,) = found.content["figures"]
    assert figure["alt"] == "一张图"
    with Image.open(BytesIO(found.pictures[figure["image"]])) as drawn:
        assert drawn.size == (40, 30)
        assert drawn.getpixel((36, 6)) != (255, 0, 0), "the outline of the second place ends at twice 18 points from the left"
        assert drawn.getpixel((39, 29)) == (255, 0, 0)


def test_places_in_order() -> None:
    found = taken(
        item(response(cardinality="ordered", right="C|A|B"), spots("graphicOrder", "hotspotChoice", THIRD), template("match_correct"))
    )
    assert (found.kind, found.content["answer"]) == ("ordering", ["c", "a", "b"])


def test_words_put_at_places() -> None:
    words = '<gapText identifier="W1" matchMax="1">茶</gapText><gapText identifier="W2" matchMax="1">油</gapText>'
    right = response(base="directedPair", cardinality="multiple", right="W2 A|W1 B", inner=mapped({"W2 A": 1, "W1 B": 1}))
    found = taken(item(right, spots("graphicGapMatch", "associableHotspot", words), template("map_response")))
    assert (found.kind, found.content["stem"]) == ("cloze", "点哪里？\n1 — [[1]]\n2 — [[2]]")
    assert [gap["answer"] for gap in found.content["gaps"].values()] == ["b", "a"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [("red.png", "blue.png", "not in the file"), ("10,2,18,12", "10,2", "cannot be read"), ("object", "p", "no picture")],
)
def test_what_cannot_be_drawn_is_refused(old: str, new: str, reason: str) -> None:
    xml = item(response(right="B"), spots("hotspot", "hotspotChoice").replace(old, new), template("match_correct"))
    assert reason in refused(zipped(q_xml=xml, red_png=picture()))

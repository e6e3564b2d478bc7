import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from courses.drawings import FOLDER, LARGEST, choices, drawing

FILES = sorted(FOLDER.glob("*.svg"))
ALLOWED = {
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "defs",
    "clipPath",
    "title",
    "use",
}


def test_there_are_drawings_and_each_can_be_chosen() -> None:
    assert FILES
    assert [name for name, _ in choices()] == [file.stem for file in FILES]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_drawing_is_small_and_carries_nothing_but_shapes(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.encode()) <= LARGEST
    root = ET.fromstring(text)
    assert root.get("viewBox")
    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in ALLOWED
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in {"style", "class"}
            assert "http" not in value
            assert "javascript" not in value.lower()
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)', text)]
    assert all(size >= 13 for size in sizes)


def test_a_name_from_elsewhere_draws_nothing() -> None:
    assert drawing("../../../etc/passwd") == ""
    assert drawing("no-such-drawing") == ""

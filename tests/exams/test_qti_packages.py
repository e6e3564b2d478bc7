"""QTI packages: what lies beside the items, what is missing, and what is not opened."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from exams.formats import Format, Unreadable, read
from tests.exams.papers import picture
from tests.exams.qti_items import choice, item, manifest, response, template, zipped
from tests.exams.test_qti_expressions import in_three
from tests.exams.test_qti_import import ONE, in_english, reading, refused

__all__ = ["in_english"]


def test_a_package_brings_its_pictures_and_shared_texts() -> None:
    red_picture = picture()
    shown = item(response(right="B"), '<p><img src="../pics/red.png" alt="红"/></p>' + choice(), template("match_correct"))
    shared = in_three(item(response(right="B"), choice(), template("match_correct"), identifier="q2")).replace(
        "<qti-item-body>", '<qti-assessment-stimulus-ref identifier="s" href="../texts/s.xml"/><qti-item-body>'
    )
    words = '<p>一段话。</p><p><img src="../pics/red.png" alt=""/></p>'
    text = f"<qti-assessment-stimulus><qti-stimulus-body>{words}</qti-stimulus-body></qti-assessment-stimulus>"
    package = zipped(
        imsmanifest_xml=manifest("items/a.xml", "items/b.xml"),
        items__a_xml=shown,
        items__b_xml=shared,
        texts__s_xml=text,
        pics__red_png=red_picture,
    )
    first, second = reading(package).items
    assert list(first.pictures.values()) == [red_picture]
    assert first.content["figures"] == [{"image": next(iter(first.pictures)), "alt": "红"}]
    assert second.content["stem"] == "一段话。\n哪个？"
    assert list(second.pictures.values()) == [red_picture]
    assert (first.place.sheet, second.place.sheet) == ("items/a.xml", "items/b.xml")


def test_a_package_reports_what_it_lacks_and_what_is_too_old() -> None:
    more = '<resource type="imsqti_xmlv1p2" href="old.xml"/><resource type="imsqti_test_xmlv2p1" href="t.xml"/>'
    listed = manifest("a.xml", "gone.xml").replace("</resources>", f"{more}</resources>")
    found = reading(zipped(imsmanifest_xml=listed, a_xml=ONE, old_xml="<questestinterop/>"))
    assert len(found.items) == 1
    assert [problem.reason for problem in found.problems] == [
        "this file is named in the list of contents and is not in the package",
        "this is QTI 1.2; only 2.1, 2.2 and 3.0 are understood",
    ]
    assert "as a test" in found.notes[0].reason


def test_a_package_without_a_list_is_looked_through() -> None:
    assert len(reading(zipped(x__a_xml=ONE, x__b_xml="<other/>")).items) == 1


@pytest.mark.parametrize("name", ["../a.xml", "/a.xml", "x/../../a.xml", "C:/a.xml", "..\\a.xml"])
def test_a_package_stays_within_itself(name: str) -> None:
    package = zipped(a_xml=ONE).replace(b"a.xml", name.encode()[:5].ljust(5, b"/")) if len(name) == 5 else zipped(**{name: ONE})
    with pytest.raises(Unreadable):
        read(package, Format.QTI)


def test_an_address_does_not_lead_out_of_a_package() -> None:
    body = '<p><img src="../../../etc/passwd" alt=""/></p>' + choice()
    assert "not in the file" in refused(
        zipped(imsmanifest_xml=manifest("a.xml"), a_xml=item(response(right="B"), body, template("match_correct")))
    )


def test_a_bomb_is_not_unpacked() -> None:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package:
        package.writestr("imsmanifest.xml", b" " * 130_000_000)
    with pytest.raises(Unreadable, match="far larger"):
        read(made.getvalue(), Format.QTI)

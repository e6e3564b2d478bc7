"""The paper itself: one page, real text, the right address in the code, the same bytes for good."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image
from pypdf import PdfReader

from certification.facts import Facts
from certification.models import Certificate, CertificateFile
from certification.operations import Finding, check_document, render_certificate, render_missing, revoke_certificate
from certification.rendering import NoGlyph, Sheet, as_pdf, as_png, face_for
from certification.rendering.drawing import fret, seal
from cms.models import HomePage
from tests.cast import NOW, Cast, signed_in
from tests.certification.factories import make_certificate, make_standard

SERIAL, CODE = "MP-520422-2026-0000007-3", "C357K5AF6N5DFJ52FQGQFM2NZ7KH"
ADDRESS = f"https://miaopu.example.cn/verify/{SERIAL}/?c={CODE}"


def sheet(name: str = "李小苗", **changes: object) -> Sheet:
    facts: dict[str, object] = {
        "name": name,
        "title": "农村电商运营",
        "level": "初级",
        "issuer": "苗圃乡村电商学堂",
        "co_issuers": [],
        "institution": "苗圃乡村电商学堂",
        "courses": ["店铺运营"],
        "lessons": 21,
        "minutes": 130,
        "begun_on": "2026-09-01",
        "finished_on": "2026-10-31",
        "exam": "理论考试",
        "exam_percent": 86,
        "supervision": "remote",
        "competences": [],
        "region": "贵州省安顺市普定县马官镇",
        "issued_on": "2026-11-01",
        "expires_on": "2029-11-01",
    }
    return Sheet(Facts.from_dict(facts | changes), SERIAL, CODE, ADDRESS, "miaopu.example.cn")


@pytest.fixture(scope="module")
def printed() -> bytes:
    return as_pdf(sheet())


def text_of(pdf: bytes) -> str:
    return "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_it_is_one_page_of_a4_across_and_light(printed: bytes) -> None:
    pages = PdfReader(io.BytesIO(printed)).pages
    assert len(pages) == 1
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (842, 595)
    assert len(printed) < 100_000


def test_its_words_can_be_read_and_searched(printed: bytes) -> None:
    text = text_of(printed)
    for words in (
        "培训合格证书",
        "李小苗",
        "农村电商运营（初级）",
        "成绩86分",
        "二〇二六年十一月一日",
        "2029年11月1日",
        "非国家职业资格",
        SERIAL,
    ):
        assert words in text


def test_every_font_is_embedded_in_part(printed: bytes) -> None:
    page: Any = PdfReader(io.BytesIO(printed)).pages[0]
    described = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in page["/Resources"]["/Font"].values()]
    assert described
    for descriptor in described:
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_the_picture_is_small_enough_for_a_phone(printed: bytes) -> None:
    picture = as_png(printed)
    assert len(picture) < 200_000
    assert Image.open(io.BytesIO(picture)).size == (1400, 990)


def pixels(pdf: bytes) -> Any:
    return Image.open(io.BytesIO(as_png(pdf))).convert("RGB")


def test_ground_title_and_seal_have_their_colours(printed: bytes) -> None:
    picture = pixels(printed)
    assert all(abs(a - b) < 6 for a, b in zip(picture.getpixel((8, 8)), (253, 250, 241), strict=True))

    def reds(box: tuple[int, int, int, int]) -> int:
        data = picture.crop(box).get_flattened_data()
        return sum(red > 150 and green < 110 and blue < 110 for red, green, blue in data)

    assert reds((400, 190, 1000, 290)) > 5000, "the title"
    assert reds((1000, 690, 1220, 900)) > 3000, "the seal"
    assert reds((100, 300, 1300, 680)) == 0, "nothing else is red"


def test_each_character_of_a_rare_name_has_its_own_ink() -> None:
    """A missing glyph is blank or a box, and both would be the same for any two characters."""
    name = "祎堃喆翀镕㵑𠮷"
    # The name stands on its line at the left margin of the words; the line itself is below the crop.
    crop = pixels(as_pdf(sheet(name))).crop((200, 330, 560, 404)).convert("L").point(lambda value: 255 if value < 110 else 0)
    left, _, right, _ = crop.getbbox()
    width = (right - left) / len(name)
    cells = [crop.crop((round(left + place * width), 0, round(left + (place + 1) * width), crop.height)) for place in range(len(name))]
    for character, cell in zip(name, cells, strict=True):
        assert cell.histogram()[255] > 150, character
    assert len({cell.resize((24, 24)).tobytes() for cell in cells}) == len(name)


@pytest.mark.skipif(not shutil.which("zbarimg"), reason="zbarimg (zbar-tools) is not installed")
def test_a_phone_reads_serial_and_share_code_from_paper_and_picture(printed: bytes, tmp_path: Path) -> None:
    (tmp_path / "phone.png").write_bytes(as_png(printed))
    read = subprocess.run(["zbarimg", "--quiet", "--raw", tmp_path / "phone.png"], capture_output=True, text=True, check=True).stdout
    assert read.strip() == ADDRESS


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_other_readers_find_the_same_words(printed: bytes, tmp_path: Path) -> None:
    (tmp_path / "certificate.pdf").write_bytes(printed)
    text = subprocess.run(["pdftotext", tmp_path / "certificate.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "李小苗" in text
    assert "培训合格证书" in text
    fonts = subprocess.run(["pdffonts", tmp_path / "certificate.pdf"], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert len(fonts) == 3
    for line in fonts:
        assert line.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, a subset, with a map back to Unicode


@pytest.mark.parametrize("name", ["丽", "欧阳锋", "阿卜杜热依木·买买提艾力·吐尔逊江", "Maria da Conceição dos Santos Silva", "一" * 50])
def test_short_and_long_names_stay_on_the_one_page(name: str) -> None:
    pdf = as_pdf(sheet(name, co_issuers=["贵州省安顺市普定县商务局"], id_number="*" * 14 + "1234"))
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert "".join(name.split()) in text_of(pdf)
    assert "特发此证" in text_of(pdf)


def test_a_name_is_set_in_one_hand_or_refused() -> None:
    assert face_for("李小苗") == "LXGW WenKai"
    assert face_for("𬱖") in {"LXGW WenKai", "Noto Serif CJK SC"}
    with pytest.raises(NoGlyph, match="U\\+323AF"):
        face_for("王\U000323af")


def test_the_fret_closes_with_whole_pairs_and_the_seal_holds_no_text() -> None:
    assert fret().count("M") == 2 * (2 * 24 + 2 * 16) + 8
    assert "<text" not in seal("苗圃乡村电商学堂")
    assert "<text" not in seal("一")


@pytest.fixture
def certificate(cast: Cast, home: HomePage) -> Certificate:
    return make_certificate(cast.learner, make_standard(with_exam=False))


def test_the_bytes_are_made_once_and_never_again(certificate: Certificate, cast: Cast) -> None:
    client = signed_in(cast.learner)
    address = f"/certificates/{certificate.serial}.pdf"
    first = client.get(address).content
    cast.learner.name = "改名"
    cast.learner.save()
    assert client.get(address).content == first
    assert render_certificate(certificate.pk, now=NOW) == CertificateFile.objects.get()
    assert list(render_missing(now=NOW)) == []
    assert client.get(address).headers["Content-Type"] == "application/pdf"


def test_the_sweep_prints_what_was_never_printed(certificate: Certificate) -> None:
    assert [row.certificate for row in render_missing(now=NOW)] == [certificate]


def test_a_file_is_recognised_byte_for_byte(
    certificate: Certificate, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = render_certificate(certificate.pk, now=NOW)
    with row.file.open("rb") as stored:
        content = stored.read()
    assert check_document(content, now=NOW).finding is Finding.STANDING
    assert check_document(content + b" ", now=NOW).finding is Finding.UNKNOWN
    genuine, forged = tmp_path / "genuine.pdf", tmp_path / "forged.pdf"
    genuine.write_bytes(content)
    forged.write_bytes(content.replace(b"%PDF", b"%pdf"))
    call_command("verify_certificate", genuine)
    assert certificate.serial in capsys.readouterr().out
    with pytest.raises(SystemExit) as stop:
        call_command("verify_certificate", forged)
    assert stop.value.code == 5
    revoke_certificate(certificate, "替考", by=cast.trainer, now=NOW)
    with pytest.raises(SystemExit) as stop:
        call_command("verify_certificate", genuine)
    assert stop.value.code == 4


def test_the_commands_say_what_they_did(certificate: Certificate, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("issue_certificates")
    call_command("render_certificates")
    call_command("render_certificates")
    assert capsys.readouterr().out.split("\n")[:3] == ["0 issued", "1 made", "0 made"]

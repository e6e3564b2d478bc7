"""An old file becomes blocks, pictures and questions; what cannot come along is said; nothing it holds can hurt."""

import random
import zipfile
from contextlib import suppress
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from courses.blocks import LessonBody, Practice
from courses.formats import BadOldLesson, OldLesson, read_old_lesson
from courses.formats.exercises import take_exercises
from courses.formats.pieces import Kind, Piece
from tests.courses.old_files import markdown_lesson, photo, saved, slide_show, word_lesson


def kinds(lesson: OldLesson) -> list[str]:
    return [block["type"] for block in lesson.body]


def one(lesson: OldLesson, kind: str) -> Any:
    return next(block["value"] for block in lesson.body if block["type"] == kind)


def test_a_word_lesson_with_three_photos() -> None:
    lesson = read_old_lesson(word_lesson(), "定价.docx")
    assert lesson.title == "怎样给农产品定价"
    assert kinds(lesson) == ["heading", "text", "picture", "steps", "picture", "table", "text", "picture", "heading", "text"]
    text = one(lesson, "text")
    assert "<b>注意：运费也是成本。</b>" in text
    assert "<ul><li>收购价</li><li>包装</li><li>运费 &amp; 损耗</li></ul>" in text
    assert one(lesson, "steps") == {"title": "定价的做法", "items": ["算出成本", "看三家的价", "定一个能赚的价"]}
    table = one(lesson, "table")
    assert (table["caption"], table["header"], len(table["rows"])) == ("成本表", ["项目", "单价", "说明"], 2)
    assert len(lesson.pictures) == 3
    assert [block["value"] for block in lesson.body if block["type"] == "picture"] == [0, 1, 2]


def test_its_questions_become_practice() -> None:
    lesson = read_old_lesson(word_lesson(), "定价.docx")
    single, several, truth, number = lesson.practice
    assert single["value"]["stem"] == "下面哪一样是成本？"
    assert [option["right"] for option in single["value"]["options"]] == [True, False, False]
    assert single["value"]["explanation"] == "运费要自己付。"
    assert several["type"] == "multiple"
    assert [option["text"] for option in several["value"]["options"]] == ["别家的价", "成本", "天气"]
    assert (truth["type"], truth["value"]["answer"]) == ("true_false", False)
    assert (number["value"]["answer"], number["value"]["unit"]) == (2.0, "元")


def test_what_was_left_out_is_said_in_words() -> None:
    said = "\n".join(read_old_lesson(word_lesson(), "定价.docx").left_out)
    assert "6 列" in said
    assert "定价越低越好" in said  # has no explanation yet
    assert "这一题没有写答案" in said
    assert "甲" in str(read_old_lesson(word_lesson(), "定价.docx").body)


def test_a_slide_show_with_what_the_speaker_noted() -> None:
    lesson = read_old_lesson(slide_show(), "直播.pptx")
    assert lesson.title == "直播前的准备"
    assert "<li>手机</li><li>灯</li><li>样品</li>" in str(lesson.body)
    assert "提醒大家先充电。" in str(lesson.body)
    assert one(lesson, "table")["header"] == ["东西", "价钱"]
    assert len(lesson.pictures) == 1, "the same picture on two slides is one"


def test_a_markdown_text() -> None:
    lesson = read_old_lesson(markdown_lesson(), "拍照.md")
    assert lesson.title == "拍照三招"
    text = one(lesson, "text")
    assert "<b>重点</b>" in text
    assert '<a href="https://example.com/a">' in text
    assert 'href="javascript' not in str(lesson.body)
    assert one(lesson, "steps")["items"] == ["把货放在窗边", "手机放稳", "拍三张"]
    assert lesson.practice[0]["value"] == {"stem": "判断：逆光拍更清楚。", "explanation": "逆光脸是黑的。", "answer": False}
    assert "样图" in lesson.left_out[0]
    assert read_old_lesson(markdown_lesson().decode().encode("gb18030"), "拍照.txt").body == lesson.body


@pytest.mark.parametrize("made", [word_lesson, slide_show, markdown_lesson])
def test_every_block_is_one_the_editor_would_take(made: Any) -> None:
    lesson = read_old_lesson(made(), "x.md")
    body = LessonBody()
    body.clean(body.to_python([block for block in lesson.body if block["type"] != "picture"]))
    practice = Practice()
    whole = [block for block in lesson.practice if block["value"]["explanation"]]
    practice.clean(practice.to_python(whole))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["（ B ）", "什么都没有"], []),
        (["哪个对？（ B ）", "A. 甲", "B. 乙"], [("single", "B")]),
        (["哪个对？", "A．甲  B．乙  C．丙  D．丁", "参考答案：ＡＣ"], [("multiple", "AC")]),
        (["哪个对？", "A. 甲", "C. 丙", "答案：A"], []),
        (["哪个对？", "A. 甲", "B. 乙", "答案：D"], []),
        (["A 类货好卖。", "B 类货难卖。"], []),
        (["刷单违法。（√）"], [("true_false", "")]),
        (["哪个对？\nA. 甲\nB. 乙\n答案：B。解析：乙对。"], [("single", "B")]),
        (["利润率是多少？", "答案：12.5%"], [("numeric", "")]),
        (["怎么看？", "答案：各人各说"], []),
    ],
)
def test_what_is_a_question_and_what_is_not(lines: list[str], found: list[tuple[str, str]]) -> None:
    taken = take_exercises([Piece.of(Kind.PARAGRAPH, line) for line in lines])
    assert [question["type"] for question in taken.questions] == [kind for kind, _ in found]
    for question, (_, right) in zip(taken.questions, found, strict=True):
        marks = [option["right"] for option in question["value"].get("options", [])]
        assert "".join(letter for letter, mark in zip("ABCDEF", marks, strict=False) if mark) == right
    if not found:
        assert "".join(piece.text for piece in taken.rest).replace("\n", "") == "".join(lines).replace("\n", "")


def test_what_word_inserted_while_tracking_changes_is_read_and_what_it_deleted_is_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("原来的字")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraph._p.append(parse_xml(f'<w:ins {space} w:id="1" w:author="x"><w:r><w:t>，后来加的</w:t></w:r></w:ins>'))
    paragraph._p.append(parse_xml(f'<w:del {space} w:id="2" w:author="x"><w:r><w:delText>，删掉的</w:delText></w:r></w:del>'))
    inside = parse_xml(f"<w:sdt {space}><w:sdtContent><w:p><w:r><w:t>控件里的字</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    document.element.body.insert(0, inside)
    text = str(read_old_lesson(saved(document), "a.docx").body)
    assert "原来的字，后来加的" in text
    assert "控件里的字" in text
    assert "删掉的" not in text


def zipped(**parts: bytes) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return content.getvalue()


def with_a_bomb() -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    return zipped(word__document_xml=bomb)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.docx", "空的"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "a.doc", "另存为"),
        (b"%PDF-1.7", "a.pdf", "都不是"),
        (b"PK\x03\x04 rubbish", "a.docx", "坏了"),
        (zipped(word__document_xml=b"<x/>"), "a.docx", "坏了"),
        (zipped(hello=b"x"), "a.docx", "都不是"),
        (with_a_bomb(), "a.docx", "不打开"),
        (zipped(word__document_xml=b" " * (21 * 2**20)), "a.docx", "太大"),
        (b"x" * (25 * 2**20 + 1), "a.docx", "25 MB"),
        (b"   \n\n", "a.md", "没有"),
        (b"\xff\xfe\xfa\x80\x81", "a.md", "UTF-8"),
        ("字\n\n".encode() * 2100, "a.md", "不止一课"),
    ],
    ids=range(12),
)
def test_a_bad_file_is_refused_with_the_reason(content: bytes, name: str, said: str) -> None:
    with pytest.raises(BadOldLesson, match=said):
        read_old_lesson(content, name)


def test_a_picture_that_is_none_and_too_many_are_left_out_with_the_reason() -> None:
    document = docx.Document()
    document.add_paragraph("看图。")
    for number in range(22):
        document.add_picture(photo(f"#{number * 11:02x}00{number * 9:02x}", "PNG", size=(40, 40)))
    lesson = read_old_lesson(saved(document), "a.docx")
    assert len(lesson.pictures) == 20
    assert "20" in "".join(lesson.left_out)
    broken = docx.Document()
    broken.add_paragraph("看图。")
    broken.add_picture(photo())
    content = BytesIO(saved(broken))
    spoilt = BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(spoilt, "w") as new:
        for part in old.infolist():
            new.writestr(part, b"\xd7\xcd\xc6\x9a" if part.filename.startswith("word/media") else old.read(part))
    assert "有一张图没有带过来" in "".join(read_old_lesson(spoilt.getvalue(), "a.docx").left_out)


def test_500_spoilt_files_raise_nothing_else() -> None:
    dice = random.Random(20261125)
    originals = [(word_lesson(), "a.docx"), (slide_show(), "a.pptx"), (markdown_lesson(), "a.md")]
    understood, refused = 0, []
    for number in range(500):
        content, name = originals[number % 3]
        spoilt = bytearray(content)
        for _ in range(dice.randint(1, 30)):
            match dice.randint(0, 3):
                case 0:
                    spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
                case 1:
                    del spoilt[dice.randrange(len(spoilt)) : dice.randrange(len(spoilt))]
                case 2:
                    at = dice.randrange(len(spoilt))
                    spoilt[at:at] = dice.randbytes(dice.randint(1, 40))
                case _:
                    at = dice.randrange(len(spoilt))
                    spoilt[at : at + 8] = spoilt[:8]
            if not spoilt:
                spoilt = bytearray(dice.randbytes(300))
        if number % 10 == 9:
            spoilt = bytearray(dice.randbytes(dice.randint(1, 4000)))
        try:
            understood += bool(read_old_lesson(bytes(spoilt), name))
        except BadOldLesson as refusal:
            refused.append(str(refusal))
    assert understood > 0
    assert understood + len(refused) == 500
    assert all(refused)


def test_spoilt_xml_inside_a_whole_package_raises_nothing_else() -> None:
    dice = random.Random(7)
    for made, name, part in ((word_lesson(), "a.docx", "word/document.xml"), (slide_show(), "a.pptx", "ppt/slides/slide2.xml")):
        with zipfile.ZipFile(BytesIO(made)) as package:
            parts = {info.filename: package.read(info) for info in package.infolist()}
        for _ in range(60):
            text = bytearray(parts[part])
            for _ in range(dice.randint(1, 5)):
                at = dice.randrange(len(text))
                text[at : at + dice.randint(0, 30)] = dice.choice([b"", b"<w:tbl/>", b"9", b'"', b"w:val", parts[part][at : at + 50]])
            content = BytesIO()
            with zipfile.ZipFile(content, "w") as package:
                for path, data in parts.items():
                    package.writestr(path, bytes(text) if path == part else data)
            with suppress(BadOldLesson):
                read_old_lesson(content.getvalue(), name)

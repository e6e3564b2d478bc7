"""Bad files are refused with a declared error, in time, and nothing else ever comes out of an importer."""

import io
import random
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from exams.formats import READERS, WRITERS, Format, Unreadable, read, write
from tests.exams import papers
from tests.exams.test_round_trips import items
from tests.exams.test_sheet import book_of

ROUNDS = 1000
PIECES = (
    *(
        b"{",
        b"}",
        b"~",
        b"=",
        b"#",
        b"::",
        b"\\",
        b"\n",
        b"\n\n",
        b"//",
        b"%50%",
        b"->",
        b"<",
        b">",
        b"&",
        b"]]>",
        b"<![CDATA[",
        b"\0",
        b"\xff",
    ),
    *(b"{1:SA:=", b"ANSWER: A\n", b"A. x\n", b"[[1]]", b"<table>", b"<quiz>", b"</question>", b"<question type='cloze'>"),
    *(words.encode() for words in ("（ B ）", "答案：", "参考答案", "一、单选题")),
)


def seeds(kind: Format) -> list[bytes]:
    if kind in WRITERS:
        return [write(WRITERS[kind], items()).content]
    if kind == Format.DOCX:
        return [papers.classic(), papers.with_answers_at_the_end()]
    return ["题一？\nA. 一\nB. 二\nANSWER: B\n\n题二？\nA) 一\nB) 二\nANSWER: A\n".encode()]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut, doubled, or pieces put in that mean something to one format or another."""
    made = bytearray(content)
    for _each in range(chance.randint(1, 6)):
        place = chance.randrange(len(made) + 1)
        match chance.randrange(5):
            case 0:
                made[place:place] = chance.choice(PIECES) * chance.choice((1, 1, 1, 200))
            case 1:
                del made[place : place + chance.randint(1, 200)]
            case 2:
                made[place:place] = made[place : place + chance.randint(1, 300)]
            case 3:
                made[place : place + 1] = bytes([chance.randrange(256)])
            case _:
                del made[place:]
    return bytes(made)


def repacked(content: bytes, chance: random.Random) -> bytes:
    """A package with one part mutated: what reaches the parsers behind the zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w") as made:
        parts = package.namelist()
        hurt = chance.choice([part for part in parts if part.endswith((".xml", ".rels"))])
        for part in parts:
            made.writestr(part, mutated(package.read(part), chance) if part == hurt else package.read(part))
    return out.getvalue()


@pytest.mark.parametrize("kind", list(READERS))
def test_random_and_mutated_files_end_in_a_reading_or_a_declared_error(kind: Format) -> None:
    chance = random.Random(f"{kind}")
    begun = time.process_time()
    samples = seeds(kind)
    packages = kind in {Format.XLSX, Format.DOCX}
    refused = 0
    for number in range(ROUNDS):
        if number % 4 == 0:
            content = chance.randbytes(chance.randint(1, 3000))
        elif packages and number % 2:
            content = repacked(chance.choice(samples), chance)
        else:
            content = mutated(chance.choice(samples), chance)
        try:
            for remark in (*(reading := read(content, kind)).problems, *reading.notes):
                assert str(remark)
        except Unreadable:
            refused += 1
    assert 0 < refused < ROUNDS
    assert time.process_time() - begun < 240


@pytest.mark.parametrize("kind", list(READERS))
def test_random_bytes_are_recognised_or_refused(kind: Format) -> None:
    chance = random.Random(f"auto {kind}")
    for _round in range(10 if kind == Format.QTI else 50):
        with suppress(Unreadable):
            read(mutated(chance.choice(seeds_cached(kind)), chance))


_seeds: dict[Format, list[bytes]] = {}


def seeds_cached(kind: Format) -> list[bytes]:
    return _seeds.setdefault(kind, seeds(kind))


def bomb() -> bytes:
    """A table of 200 MB that packs into 200 kB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        made.writestr("xl/worksheets/sheet1.xml", b" " * 200_000_000)
    return out.getvalue()


def with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book_of())) as package, zipfile.ZipFile(out, "w") as made:
        for part in package.namelist():
            content = package.read(part)
            made.writestr(part, b'<!DOCTYPE x [<!ENTITY a "b">]>' + content if part == "xl/workbook.xml" else content)
    return out.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><quiz><question type="essay"><name><text>&b;</text></name></question></quiz>"""  # noqa: E501
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>"""
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("zip bomb", bomb, "解开后"),
    ("entities in a table", with_entities, "实体"),
    ("a billion laughs", lambda: LAUGHS, "实体"),
    ("a file of the server", lambda: OUTSIDE, "实体"),
    ("deep nesting", lambda: b"<quiz>" + b"<question>" * 100_000, "第 1 行"),
    ("100 MB of rubbish", lambda: b"x" * 100_000_000, "10 MB"),
    ("old Excel", lambda: b"\xd0\xcf\x11\xe0" + b"x" * 100, "旧的"),
    ("nothing", lambda: b"", "空的"),
    ("broken package", lambda: b"PK\x03\x04" + b"x" * 100, "坏了"),
    ("a picture", papers.picture, "看不出"),
]


@pytest.mark.parametrize(("make", "why"), [(make, why) for _name, make, why in REFUSED], ids=[name for name, _make, _why in REFUSED])
def test_what_is_made_to_hurt_is_refused_with_the_reason(make: Callable[[], bytes], why: str) -> None:
    content = make()
    begun = time.process_time()
    with pytest.raises(Unreadable, match=why):
        read(content)
    assert time.process_time() - begun < 5


def test_deep_html_in_a_question_is_no_danger() -> None:
    text = "[html]" + "<div><table><tr><td>" * 20_000 + "{T}"
    begun = time.process_time()
    reading = read(text.encode(), Format.GIFT)
    assert reading.items or reading.problems
    assert time.process_time() - begun < 5


def test_more_questions_than_allowed_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="20000"):
        read("".join(f"对吗 {number}？{{T}}\n\n" for number in range(20_001)).encode())

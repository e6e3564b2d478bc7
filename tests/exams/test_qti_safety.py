"""Whatever bytes arrive: an answer or a refusal in words, never an exception that nobody meant."""

import random
import re
import time
from pathlib import Path

import pytest

from exams.content import check_content
from exams.formats import Format, Reading, Unreadable, read
from exams.formats.qti.names import BadQti
from exams.formats.qti.sitting import read_item
from exams.formats.qti.values import Unevaluable
from exams.formats.qti.writing import item_xml
from tests.exams.qti_items import choice, item, manifest, mapped, plus, response, rules, template, zipped
from tests.exams.test_qti_export import QUESTIONS
from tests.exams.test_qti_import import ONE, WORDS, gap_match, match, order

SUITE = Path(__file__).parent / "data" / "qti_scoring"
OURS = [
    ONE,
    match(template("map_response"), mapped({"R1 A": 1, "R2 B": 3})),
    order(template("match_correct")),
    gap_match(mapped({"W1 G1": 1, "W2 G2": 1})),
    item(response("R1", right="A") + response("R2", base="float", right="5"), WORDS, rules(plus("R1", 1), plus("R2", 2))),
]
WRITTEN = [item_xml(kind, check_content(kind, content).as_json(), "q1") for kind, content in QUESTIONS.values()]
FILES = [path.read_bytes() for path in sorted(SUITE.glob("*/item.xml"))] + [xml.encode() for xml in OURS] * 3 + WRITTEN


def opened(content: bytes) -> Reading | None:
    try:
        return read(content, Format.QTI, "x.xml")
    except Unreadable:
        return None


def test_random_bytes() -> None:
    chance = random.Random(3)
    for number in range(1000):
        body = chance.randbytes(chance.randrange(1, 400))
        found = opened((b"PK\x03\x04" if number % 3 == 0 else b"<" if number % 3 == 1 else b"") + body)
        assert found is None or not found.items


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Bytes changed, a piece lost, doubled or moved, a name or a value exchanged for another of the file."""
    match chance.randrange(6):
        case 0:
            place = chance.randrange(len(content))
            return content[:place] + chance.randbytes(1) + content[place + 1 :]
        case 1:
            start = chance.randrange(len(content))
            return content[:start] + content[start + chance.randrange(60) :]
        case 2:
            return content[: chance.randrange(len(content))]
        case 3:
            tags = re.findall(rb"<[a-zA-Z]+[^>]*/>", content) or [b""]
            return content.replace(chance.choice(tags), chance.choice(tags), 1)
        case 4:
            names = re.findall(rb"</?([a-zA-Z]+)", content) or [b"p"]
            one, other = chance.choice(names), chance.choice(names)
            return re.sub(rb"(</?)" + one + rb"\b", rb"\1" + other, content)
    values = re.findall(rb'="([^"]*)"', content) or [b"1"]
    return content.replace(b'"' + chance.choice(values) + b'"', chance.choice([b'""', b'"-1"', b'"1e308"', b'"A B"', b'"99999999999"']), 1)


@pytest.mark.parametrize("seed", range(8))
def test_mutated_items(seed: int) -> None:
    chance = random.Random(seed)
    for _time in range(150):
        content = chance.choice(FILES)
        for _more in range(chance.randrange(1, 4)):
            content = mutated(content, chance) or b"<"
        opened(content)
        opened(zipped(imsmanifest_xml=manifest("a.xml"), a_xml=content))
        try:
            read_item(content).sit({"RESPONSE": ["A", "10 10", "A B"], "R": "1", "R1": 3})
        except (BadQti, Unevaluable):
            continue


@pytest.mark.parametrize("seed", range(2))
def test_mutated_packages(seed: int) -> None:
    chance = random.Random(seed)
    package = zipped(imsmanifest_xml=manifest("a.xml", "b.xml"), a_xml=ONE, b_xml=OURS[1])
    for _time in range(150):
        opened(mutated(package, chance))
        opened(zipped(imsmanifest_xml=mutated(manifest("a.xml", "b.xml").encode(), chance), a_xml=ONE, b_xml=OURS[1]))


def many(count: int) -> str:
    return "<ordered>" + '<baseValue baseType="integer">1</baseValue>' * count + "</ordered>"


@pytest.mark.parametrize(
    "work",
    [
        "".join(plus("RESPONSE", 1) for _time in range(1300)),
        plus("RESPONSE", 1, f"<contains>{many(3000)}{many(1500)}</contains>"),
        plus("RESPONSE", 1, f'<isNull><repeat numberRepeats="99">{many(100)}</repeat></isNull>') * 20,
        plus("RESPONSE", 1, f'<patternMatch pattern="(a|aa){{1,90}}b"><baseValue baseType="string">{"a" * 9000}</baseValue></patternMatch>')
        * 9,
    ],
)
def test_an_item_that_asks_for_endless_work_is_given_up(work: str) -> None:
    eight = " ".join(f"X{number}=茶{number}" for number in range(8))
    xml = item(response(cardinality="multiple", right="X1|X2"), choice(eight, most=0), rules(work))
    begun = time.process_time()
    found = opened(xml.encode())
    assert found is not None
    assert len(found.problems) == 1
    assert time.process_time() - begun < 12

"""All expressions of QTI's information model. Importing the package registers them."""

from exams.formats.qti.expressions import arithmetic, containers, logic, places, texts, wholetest
from exams.formats.qti.expressions.logic import holds
from exams.formats.qti.expressions.registry import Chance, Effort, Sitting, evaluate, known
from exams.formats.qti.expressions.wholetest import ItemDone, TestSoFar

__all__ = [
    "Chance",
    "Effort",
    "ItemDone",
    "Sitting",
    "TestSoFar",
    "arithmetic",
    "containers",
    "evaluate",
    "holds",
    "known",
    "logic",
    "places",
    "texts",
    "wholetest",
]

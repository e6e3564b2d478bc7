"""How good each question and the whole paper were, from what people answered. Pure; numpy.

Whoever needs it imports it when it is needed: numpy costs a web process 30 MB that most never use.

A person's standing is the sum, over the questions the person was asked, of how far the answer lies above or below what that
question earned on average. Where everybody had the same paper this orders people as their points do and every figure is the
textbook's; where papers were drawn at random it does not reward an easy draw.
"""

from exams.item_analysis.analysis import Analysis, Item, analyse
from exams.item_analysis.answers import Answers, from_table
from exams.item_analysis.bias import Bias, mantel_haenszel
from exams.item_analysis.flags import MIN_ANSWERS, Flag
from exams.item_analysis.tables import BadTable, read_table

__all__ = [
    "MIN_ANSWERS",
    "Analysis",
    "Answers",
    "BadTable",
    "Bias",
    "Flag",
    "Item",
    "analyse",
    "from_table",
    "mantel_haenszel",
    "read_table",
]

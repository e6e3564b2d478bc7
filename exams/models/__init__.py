"""Proving it. Submodules import in this order and never back: lasting, bank, uploads, papers, attempts, pictures, scores."""

from exams.models.analyses import ItemReport, ItemReportLine, analysed_by
from exams.models.attempts import AnswerEvent, Attempt, ClosedHow, Lease, Paper
from exams.models.bank import Question, QuestionBank, QuestionVersion, Status, Topic
from exams.models.lasting import Lasting, WrittenForGood
from exams.models.papers import Blueprint, BlueprintCell, Exam, MustPassTopic
from exams.models.pictures import QuestionPicture
from exams.models.scores import Reason, Result
from exams.models.uploads import QuestionUpload, UploadState

__all__ = [
    "AnswerEvent",
    "Attempt",
    "Blueprint",
    "BlueprintCell",
    "ClosedHow",
    "Exam",
    "ItemReport",
    "ItemReportLine",
    "Lasting",
    "Lease",
    "MustPassTopic",
    "Paper",
    "Question",
    "QuestionBank",
    "QuestionPicture",
    "QuestionUpload",
    "QuestionVersion",
    "Reason",
    "Result",
    "Status",
    "Topic",
    "UploadState",
    "WrittenForGood",
    "analysed_by",
]

"""What is taught and how far each learner is. Submodules import in this order and never back: pages, learning, then the rest."""

from courses.models.approval import OwnWriting, ReviewRule
from courses.models.assisting import AssistedLearner
from courses.models.attendance import Attendance, AttendanceMark, MarkedBy, MarkKind, Tally
from courses.models.classes import (
    ClassLevel,
    ClassLink,
    ClassMember,
    ClassMemberEvent,
    ClassSession,
    FundingSource,
    MemberState,
    PeopleGroup,
    RosterUpload,
    TrainingClass,
)
from courses.models.copies import CopiedPage, CopyUpdate, CourseCopy, CourseOffer, LockedPart, lock_on
from courses.models.inquiries import About, Correction, Inquiry, InquiryStep, StepKind
from courses.models.learning import (
    Course,
    Enrolment,
    EventKind,
    LearningEvent,
    LessonProgress,
    Outline,
    OutlineLesson,
    Place,
    Refusal,
    RefusedEvent,
    RetiredLesson,
    Study,
    study_of,
)
from courses.models.media_uses import MediaUse
from courses.models.moves import OutlineMove
from courses.models.narrations import Narration, digest_of_text
from courses.models.notebook import Note, NoteEvent, NoteKind
from courses.models.pages import CourseIndexPage, CoursePage, InstitutionPage, LessonPage, ModulePage
from courses.models.pictures import Licence, Picture, PictureFile
from courses.models.recordings import MediaFile, MediaKind
from courses.models.reminders import BusyDays, Channel, Reminder, ReminderChoice, ReminderWish, Why
from courses.models.shelves import Shelf
from courses.models.starter import StarterText
from courses.models.terms import TermUse
from courses.models.waiting import OldLessonUpload
from courses.models.worksheets import (
    Diagnosis,
    SheetState,
    Worksheet,
    WorksheetResponse,
    WorksheetRevision,
    WorksheetShare,
    WorksheetVersion,
)

__all__ = [
    "About",
    "AssistedLearner",
    "Attendance",
    "AttendanceMark",
    "BusyDays",
    "Channel",
    "ClassLevel",
    "ClassLink",
    "ClassMember",
    "ClassMemberEvent",
    "ClassSession",
    "CopiedPage",
    "CopyUpdate",
    "Correction",
    "Course",
    "CourseCopy",
    "CourseIndexPage",
    "CourseOffer",
    "CoursePage",
    "Diagnosis",
    "Enrolment",
    "EventKind",
    "FundingSource",
    "Inquiry",
    "InquiryStep",
    "InstitutionPage",
    "LearningEvent",
    "LessonPage",
    "LessonProgress",
    "Licence",
    "LockedPart",
    "MarkKind",
    "MarkedBy",
    "MediaFile",
    "MediaKind",
    "MediaUse",
    "MemberState",
    "ModulePage",
    "Narration",
    "Note",
    "NoteEvent",
    "NoteKind",
    "OldLessonUpload",
    "Outline",
    "OutlineLesson",
    "OutlineMove",
    "OwnWriting",
    "PeopleGroup",
    "Picture",
    "PictureFile",
    "Place",
    "Refusal",
    "RefusedEvent",
    "Reminder",
    "ReminderChoice",
    "ReminderWish",
    "RetiredLesson",
    "ReviewRule",
    "RosterUpload",
    "SheetState",
    "Shelf",
    "StarterText",
    "StepKind",
    "Study",
    "Tally",
    "TermUse",
    "TrainingClass",
    "Why",
    "Worksheet",
    "WorksheetResponse",
    "WorksheetRevision",
    "WorksheetShare",
    "WorksheetVersion",
    "digest_of_text",
    "lock_on",
    "study_of",
]

"""Do rosters, seats and attendance agree with their logs?"""

from django.db.models import Count, F, OuterRef, Q, Subquery

from accounts.operations import Disagreement
from courses.attendance import Mark, counting
from courses.models import Attendance, AttendanceMark, ClassMember, ClassMemberEvent, MarkedBy, MemberState, TrainingClass


def rosters_disagree() -> list[Disagreement]:
    """Places on a roster whose state is not the log's last word, and classes whose seats are counted wrong."""
    newest = ClassMemberEvent.objects.filter(member=OuterRef("pk")).order_by("-pk").values("state")[:1]
    members = ClassMember.objects.annotate(last=Subquery(newest)).exclude(state=F("last")) | ClassMember.objects.annotate(
        last=Subquery(newest)
    ).filter(last=None)
    standing = Count("members", filter=~Q(members__state=MemberState.LEFT))
    classes = TrainingClass.objects.annotate(standing=standing).exclude(taken=F("standing"))
    return [
        *(Disagreement("rosters", f"member {row.pk}", row.state, row.last or "nothing") for row in members),  # type: ignore[attr-defined]
        *(Disagreement("seats", f"class {row.pk}", str(row.taken), str(row.standing)) for row in classes),  # type: ignore[attr-defined]
    ]


def attendance_disagrees() -> list[Disagreement]:
    """Sessions in which somebody stands otherwise than their marks say."""
    log: dict[tuple[int, int], list[AttendanceMark]] = {}
    for row in AttendanceMark.objects.iterator():
        log.setdefault((row.session_id, row.member_id), []).append(row)
    says = {key: counting(Mark(row.kind, row.how == MarkedBy.LIST, row.at, row.pk) for row in rows).kind for key, rows in log.items()}
    stands = {(row.session_id, row.member_id): row.kind for row in Attendance.objects.iterator()}
    return [
        Disagreement("attendance", f"session {key[0]}, member {key[1]}", stands.get(key, "nothing"), says.get(key, "nothing"))
        for key in sorted(says.keys() | stands.keys())
        if says.get(key) != stands.get(key)
    ]

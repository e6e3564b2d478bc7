"""One verb per business event. Atomic, keyword-only time, ids or rows in, row out, a domain error raised."""

from accounts.operations.consents import give_consent, withdraw_consent
from accounts.operations.files import keep_private_file, log_access
from accounts.operations.ledgers import Disagreement, consents_disagree
from accounts.operations.notices import tell, tell_many
from accounts.operations.organisations import (
    end_membership,
    grant_membership,
    resume_organisation,
    suspend_organisation,
    verify_organisation,
)
from accounts.operations.owners import SeveralPeople, appoint_owner
from accounts.operations.people import (
    IdentityIsFixed,
    IdentityTaken,
    LastWayIn,
    TooYoung,
    hold_number,
    introduce_person,
    record_identity,
    release_number,
)
from accounts.operations.recovery import HoldsARole, end_sessions, give_new_number
from accounts.operations.regions import BadVillageFile, import_villages, load_regions, read_regions
from accounts.operations.sign_in import (
    PEOPLE_PER_NUMBER,
    Doorway,
    NumberIsFull,
    TooMany,
    TooManyProofs,
    TooSoon,
    WrongCode,
    code_on_screen,
    dispute_number,
    doorway,
    note_number_used,
    prove_number,
    prune_sign_in_codes,
    register_person,
    request_sign_in_code,
    second_proof_holds,
    send_sign_in_code,
)
from accounts.operations.written import WrittenPerson, fill_in, write_down_people

__all__ = [
    "PEOPLE_PER_NUMBER",
    "BadVillageFile",
    "Disagreement",
    "Doorway",
    "HoldsARole",
    "IdentityIsFixed",
    "IdentityTaken",
    "LastWayIn",
    "NumberIsFull",
    "SeveralPeople",
    "TooMany",
    "TooManyProofs",
    "TooSoon",
    "TooYoung",
    "WrittenPerson",
    "WrongCode",
    "appoint_owner",
    "code_on_screen",
    "consents_disagree",
    "dispute_number",
    "doorway",
    "end_membership",
    "end_sessions",
    "fill_in",
    "give_consent",
    "give_new_number",
    "grant_membership",
    "hold_number",
    "import_villages",
    "introduce_person",
    "keep_private_file",
    "load_regions",
    "log_access",
    "note_number_used",
    "prove_number",
    "prune_sign_in_codes",
    "read_regions",
    "record_identity",
    "register_person",
    "release_number",
    "request_sign_in_code",
    "resume_organisation",
    "second_proof_holds",
    "send_sign_in_code",
    "suspend_organisation",
    "tell",
    "tell_many",
    "verify_organisation",
    "withdraw_consent",
    "write_down_people",
]

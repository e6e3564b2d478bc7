"""The commands of whoever runs the server: each says what it did, or what is wrong and what to type."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Consent, ConsentAction, ConsentWording, PhoneNumber, Purpose, Region, StandingConsent, User
from accounts.operations import consents_disagree, give_consent, withdraw_consent
from cms import doctor
from cms.management.commands.prepare import Applied
from tests.cast import NOW, Cast, make_person, signed_in

pytestmark = pytest.mark.django_db


def say(*command: Any, **options: Any) -> str:
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_an_owner_is_registered_and_may_enter_the_admin() -> None:
    said = say("create_owner", phone="138 0000 1234", name="站长")
    owner = User.objects.get()
    assert "站长" in said
    assert "/admin/" in said
    assert (owner.name, owner.is_superuser, PhoneNumber.objects.get().number) == ("站长", True, "+8613800001234")
    assert signed_in(owner).get("/admin/").status_code == 200


def test_appointing_an_owner_again_or_someone_known_adds_nobody() -> None:
    person = make_person("老站长", phone="+8613800001234")
    for _ in range(2):
        assert "already registered" in say("create_owner", phone="13800001234", name="别的名字")
    person.refresh_from_db()
    assert (User.objects.count(), person.is_superuser, person.name) == (1, True, "老站长")


def test_where_a_family_shares_the_number_the_name_decides() -> None:
    make_person("爸爸", phone="+8613800001234")
    mother = make_person("妈妈", phone="+8613800001234")
    with pytest.raises(CommandError, match="Several people"):
        say("create_owner", phone="13800001234", name="爷爷")
    say("create_owner", phone="13800001234", name="妈妈")
    assert list(User.objects.filter(is_superuser=True)) == [mother]


@pytest.mark.parametrize(("phone", "name"), [("12345", "站长"), ("13800001234", " ")])
def test_no_owner_without_a_number_and_a_name(phone: str, name: str) -> None:
    with pytest.raises(CommandError, match="Nothing was changed"):
        say("create_owner", phone=phone, name=name)
    assert not User.objects.exists()


def test_an_owner_is_asked_for_what_was_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["13800001234", "站长"])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    say("create_owner")
    assert User.objects.get().name == "站长"


def villages(folder: Path, text: str, encoding: str = "utf-8") -> str:
    file = folder / "villages.csv"
    file.write_bytes(text.encode(encoding))
    return str(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_villages_are_imported_once_from_any_usual_encoding(cast: Cast, tmp_path: Path, encoding: str) -> None:
    file = villages(tmp_path, "code,name\n520422101201,号营村\n520422101202,新寨村\n", encoding)
    assert "2 villages read, 1 of them new" in say("import_villages", file)
    assert "2 villages read, 0 of them new" in say("import_villages", file)
    assert Region.objects.get(code="520422101202").full_name == "贵州省安顺市普定县马官镇新寨村"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("code,name\n520422101202,新寨村\n5204221,坏村\n", "line 3: a village code has 12 digits"),
        ("code,name\n520422101202,新寨村\n999999999999,没有的村\n", "line 3: no township has the code"),
        ("代码,名称\n520422101202,新寨村\n", "line 1"),
        ("", "line 1"),
    ],
    ids=["a short code", "an unknown township", "other columns", "an empty file"],
)
def test_a_bad_village_file_is_refused_with_line_and_reason_and_nothing_written(cast: Cast, tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(CommandError, match=rf"(?s){reason}.*Nothing was written"):
        say("import_villages", villages(tmp_path, text))
    assert not Region.objects.filter(name="新寨村").exists()


def test_a_village_file_that_is_missing_or_no_text_is_said_to_be_so(tmp_path: Path) -> None:
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xff\xff")
    for file in (picture, tmp_path / "missing.csv"):
        with pytest.raises(CommandError, match="Nothing was written"):
            say("import_villages", str(file))


@pytest.fixture
def consent(cast: Cast) -> StandingConsent:
    wording = ConsentWording.objects.create(purpose=Purpose.POOL, version=1, text="同意", published_at=NOW)
    give_consent(cast.learner, Purpose.POOL, cast.committee, wording=wording, now=NOW)
    withdraw_consent(cast.learner, Purpose.POOL, cast.committee, now=NOW)
    give_consent(cast.learner, Purpose.POOL, cast.committee, wording=wording, now=NOW)
    give_consent(cast.other_learner, Purpose.POOL, cast.committee, wording=wording, now=NOW)
    withdraw_consent(cast.other_learner, Purpose.POOL, cast.committee, now=NOW)
    return StandingConsent.objects.get()


def test_ledgers_written_by_operations_agree(consent: StandingConsent) -> None:
    assert "consents: agree" in say("check_ledgers")


def test_a_consent_that_stands_without_its_log_is_found(cast: Cast, consent: StandingConsent) -> None:
    StandingConsent.objects.create(person=cast.other_learner, purpose=Purpose.POOL, receiver=cast.committee, since=NOW)
    StandingConsent.objects.create(person=cast.trainer, purpose=Purpose.POOL, receiver=cast.committee, since=NOW)
    assert [(found.state, found.log) for found in consents_disagree()] == [("given", "withdrawn"), ("given", "nothing")]


def test_a_consent_that_the_log_gives_but_does_not_stand_is_found_and_the_command_fails(consent: StandingConsent) -> None:
    consent.delete()
    out = StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("check_ledgers", stdout=out)
    assert exit_.value.code == 1
    assert "consents: 1 disagree" in out.getvalue()
    assert Consent.objects.filter(action=ConsentAction.GIVEN).exists()


def ask_the_doctor() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_doctor_finds_a_healthy_installation_well() -> None:
    code, said = ask_the_doctor()
    assert code == 0, said
    assert "All is well" in said
    assert said.count("✓") == len(doctor.CHECKS)


def test_the_doctor_says_what_to_type_when_something_is_wrong(settings: Any, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path / "gone")}
    code, said = ask_the_doctor()
    assert code == 1
    assert f"mkdir -p {tmp_path / 'gone'}" in said


def test_the_doctor_finds_an_empty_message_that_would_stop_the_worker(settings: Any, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path)}
    assert doctor.broker().is_well
    (tmp_path / "1.celery.msg").touch()
    assert "-empty -delete" in doctor.broker().advice


def test_the_doctor_finds_a_redis_that_does_not_answer(settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://localhost:1/0"
    assert not doctor.broker().is_well


def test_the_doctor_finds_a_cache_that_forgets(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert "forgets" in doctor.shared_cache().what


def test_the_doctor_finds_a_database_that_waits_for_migrations() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'programmes'")
    assert "migrate" in doctor.database().advice


def test_the_doctor_finds_missing_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fc_list = tmp_path / "fc-list"
    fc_list.write_text("#!/bin/sh\necho 'DejaVu Sans'\n")
    fc_list.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert "fonts-lxgw-wenkai" in doctor.fonts().advice
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert "fontconfig" in doctor.fonts().advice


def test_the_doctor_finds_that_nobody_can_sign_in_without_text_messages(settings: Any) -> None:
    settings.DEMO_ALLOWED = False
    assert not doctor.text_messages().is_well
    settings.SMS_BACKEND = "somewhere.RealSms"
    assert doctor.text_messages().is_well


def test_the_doctor_finds_static_files_that_were_never_collected(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    assert "collectstatic" in doctor.static_files().advice


def test_the_doctor_finds_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 10**18)
    assert "make room" in doctor.disk().advice


def test_who_waits_for_the_first_migration_hears_how_far_it_is() -> None:
    said: list[str] = []
    applied = Applied(90, said.append)
    for number in range(90):
        for text in (f"  Applying courses.{number:04}_some_step...", " OK\n"):
            applied.write(text)
    assert said == ["  40 of 90 steps", "  80 of 90 steps"]

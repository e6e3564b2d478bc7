import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.sealing import CannotUnseal, blind_index, seal, unseal


@given(st.text())
def test_what_is_sealed_can_be_read_back(text: str) -> None:
    assert unseal(seal(text)) == text


def test_sealing_twice_gives_different_bytes() -> None:
    assert seal("520422") != seal("520422")


def test_an_old_key_still_opens_what_it_sealed(settings: Settings) -> None:
    settings.IDENTITY_KEYS = ["old"]
    sealed = seal("520422")
    settings.IDENTITY_KEYS = ["new", "old"]
    assert unseal(sealed) == "520422"
    settings.IDENTITY_KEYS = ["new"]
    with pytest.raises(CannotUnseal):
        unseal(sealed)


def test_equal_texts_share_a_blind_index_and_others_do_not() -> None:
    assert blind_index("520422") == blind_index("520422")
    assert blind_index("520422") != blind_index("520423")

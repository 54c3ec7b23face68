"""Which passwords are accepted, and how they are kept."""

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from app.people.passwords import Hasher, check_password, common_passwords
from app.people.refusals import PasswordCommon, PasswordIsEmail, PasswordTooLong, PasswordTooShort

EMAIL = "ada.lovelace@example.com"


@pytest.mark.parametrize("password", ["correct horse battery", "ääääääää", "x" * 64, "y" * 128, "  spaced  "])
def test_good_passwords_pass(password: str) -> None:
    check_password(password, EMAIL)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("", PasswordTooShort),
        ("1234567", PasswordTooShort),
        ("z" * 129, PasswordTooLong),
        ("password", PasswordCommon),
        ("PassWord1", PasswordCommon),
        (" 12345678 ", PasswordCommon),
        (EMAIL, PasswordIsEmail),
        ("Ada.Lovelace", PasswordIsEmail),
    ],
)
def test_bad_passwords_are_refused_by_name(password: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_password(password, EMAIL)


def test_the_list_holds_only_what_could_otherwise_pass() -> None:
    listed = common_passwords()
    assert len(listed) >= 300
    assert all(len(one) >= 8 and one == one.lower().strip() for one in listed)


def test_hashes_are_argon2id_at_or_above_the_floor() -> None:
    kept = Hasher().hash("correct horse battery")
    parameters = extract_parameters(kept)
    assert kept.startswith("$argon2id$")
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 19_456
    assert parameters.time_cost >= 2
    assert parameters.parallelism >= 1


def test_a_hash_opens_to_its_own_password_only() -> None:
    hasher = Hasher()
    kept = hasher.hash("correct horse battery")
    assert hasher.verify(kept, "correct horse battery")
    assert not hasher.verify(kept, "correct horse batterz")
    assert kept != hasher.hash("correct horse battery")


@pytest.mark.parametrize("password", ["", "anything at all"])
def test_an_unknown_user_is_never_let_in(password: str) -> None:
    assert not Hasher().verify(None, password)


def test_an_unknown_user_costs_one_verification_of_equal_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = Hasher()
    checked: list[str] = []
    real = hasher._argon2.verify

    def seen(kept: str, password: str) -> bool:
        checked.append(kept)
        return real(kept, password)

    monkeypatch.setattr(hasher, "_argon2", _Spy(hasher, seen))
    hasher.verify(None, "whatever it is")
    hasher.verify(Hasher().hash("x" * 10), "whatever it is")
    assert len(checked) == 2
    assert extract_parameters(checked[0]) == extract_parameters(checked[1])


def test_a_broken_hash_opens_to_nothing() -> None:
    assert not Hasher().verify("not a hash", "not a hash")


def test_a_hash_of_weaker_settings_is_outdated() -> None:
    weak = Hasher(memory_kib=8, passes=1)
    kept = weak.hash("correct horse battery")
    assert Hasher().is_outdated(kept)
    assert not weak.is_outdated(kept)


class _Spy:
    """Counts verifications, leaving the rest to the real hasher."""

    def __init__(self, hasher: Hasher, verify: object) -> None:
        self.verify = verify
        self.hash = hasher._argon2.hash

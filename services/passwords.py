"""Passwords and one-time codes: hashed with argon2, which takes some 50 ms and so is done with no transaction open for
writing; a comparison takes as long whether there is anything to compare with or not."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from models.model import ALPHABET
from services.errors import Refusal

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 200
FEWEST_CHARACTERS = 4  # different ones, apart from the words below
KNOWN_WORDS = (
    *("sunmatch", "yangguang", "阳光", "password", "mima", "密码", "admin"),
    *("qwerty", "12345678", "123456", "woaini", "5201314"),
)
"""What stands in a password makes it no harder to guess: our own names, and what is tried first."""
CODE_LENGTH = 10  # 30**10 = 6e14
_HASHER = PasswordHasher()


@cache
def _nobody() -> str:
    """A hash to compare with where there is none."""
    return _HASHER.hash("nobody has this password")


def hash_password(password: str, *, login: str = "") -> str:
    """The hash of a password that may be chosen. Raises Refusal for one that is too short or too long, or is little
    more than the account's name, words everybody knows, or one sign repeated, or one that many people use."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal("password_too_short", field="password", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise Refusal("password_too_long", field="password", most=LONGEST_PASSWORD)
    if len(set(_hard_part(password, login))) < FEWEST_CHARACTERS or _widely_used(password):
        raise Refusal("password_too_easy", field="password")
    return _HASHER.hash(password)


def _hard_part(password: str, login: str) -> str:
    """The password without the account's name and the words that everybody knows."""
    left = password.lower()
    for word in (login.strip().lower(), *KNOWN_WORDS):
        left = left.replace(word, "") if word else left
    return left


def _widely_used(password: str) -> bool:
    """Whether it is, in letters of any size, one of 30,000 passwords that came out of breaches, or one of 64,000 names
    and words that are tried with them (decision 0037)."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # 13 MB and a tenth of a second: once, where one is chosen

    typed = password.casefold()
    return any(typed in words for words in FREQUENCY_LISTS.values())


def matches(known: str | None, password: str) -> bool:
    """Whether the hash is that of the password; without a hash it takes as long and is False."""
    nobody = _nobody()
    try:
        return _HASHER.verify(known or nobody, password[: LONGEST_PASSWORD + 1]) and known is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def new_code() -> str:
    """A code to read out and to type: ten letters and digits that are not mistaken for one another."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def hash_code(code: str) -> str:
    return _HASHER.hash(code)


def in_fives(code: str) -> str:
    """How a code is shown: two halves with a hyphen between."""
    return f"{code[:5]}-{code[5:]}"


def typed_code(text: str) -> str:
    """A code as typed, without the spaces and strokes between its letters, in capitals."""
    return "".join(character for character in text if character.isalnum()).upper()[:20]

"""A value that was read, with remarks for a person to look at."""

from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Flag(NamedTuple):
    """Kept, but worth a look: `code` names the sentence, like a `Refusal`."""

    code: str
    field: str
    params: dict[str, object]


class Reading(NamedTuple, Generic[T]):
    """The value, and why a person should look at it (nothing when `flags` is empty)."""

    value: T
    flags: tuple[Flag, ...] = ()


def flagged(value: T, code: str, field: str, **params: object) -> Reading[T]:
    """A reading with one flag."""
    return Reading(value, (Flag(code, field, params),))

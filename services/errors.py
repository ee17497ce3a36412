"""What Sunmatch refuses, as plain data; the edge renders the sentence in the reader's language (`web/errors.py`)."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Refusal(Exception):
    """Bad input: `code` names the sentence, `field` the input it belongs to, `params` what the sentence mentions."""

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({details})" if details else self.code


class RuleRefusal(Refusal):
    """Well-formed input that a rule of the programme does not allow now (command line exit 1, HTTP 409)."""


class NotAllowed(Refusal):
    """The actor has no right to do this here (HTTP 403)."""


class NotFound(Refusal):
    """No such thing, or none that the actor may see (HTTP 404)."""


class Several(Exception):
    """Several refusals of one input, all shown at once."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(", ".join(str(refusal) for refusal in refusals))
        self.refusals = refusals


def tried(errors: list[Refusal], read: Callable[[], T]) -> T | None:
    """What `read` gives; None after a refusal, which joins `errors`: all faults of a form are shown at once."""
    try:
        return read()
    except Refusal as refusal:
        errors.append(refusal)
        return None

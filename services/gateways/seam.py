"""The seam that every gateway fills: a letter in, a receipt out, or a plain word why not."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Letter:
    """What is handed over: `key` is the same however often one message is tried, so that a gateway can drop a second
    copy; `to` is a telephone number."""

    key: str
    to: str
    text: str


@dataclass(frozen=True)
class Receipt:
    """The gateway took it: its own number, if it gave one, and whether it says that the person has it."""

    reference: str = ""
    delivered: bool = False


class NotSent(Exception):
    """The gateway did not take it. `code` holds nobody's data; `for_good`: trying again would end the same;
    `away`: it would be the same with any other letter now."""

    def __init__(self, code: str, *, for_good: bool = False, away: bool = False) -> None:
        super().__init__(code)
        self.code, self.for_good, self.away = code, for_good, away


class Gateway(Protocol):
    """`name` is kept with each message; `channel` is one of `models.message.CHANNELS`."""

    name: str
    channel: str

    def send(self, letter: Letter) -> Receipt:
        """Hand a letter over within seconds. Raises NotSent."""
        ...

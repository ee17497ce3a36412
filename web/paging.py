"""Pages of a list: which one, and whether there is another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from flask import request, url_for

T = TypeVar("T")
SIZE, LAST = 50, 10_000


@dataclass
class Paging:
    """`number` counts from 1; `more` is known after `cut`, `total` when the service counted; `endpoint` is
    where the other pages are, unless it is that of the request, and `kept` what their addresses say besides."""

    number: int
    size: int = SIZE
    more: bool = field(default=False)
    total: int | None = None
    endpoint: str | None = None
    kept: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_request(cls) -> "Paging":
        """The `page` of the address; anything that is no number is the first."""
        number = request.args.get("page", 1, type=int)
        return cls(min(max(number, 1), LAST))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        return self.offset + 1

    def cut(self, found: Sequence[T]) -> list[T]:
        """The rows of this page out of one row more than fits."""
        self.more = len(found) > self.size
        return list(found[: self.size])

    def of(self, total: int) -> "Paging":
        """This page of a list whose length is known."""
        self.total, self.more = total, self.offset + self.size < total
        return self

    def address(self, number: int) -> str:
        """The present address with another page number."""
        said = {name: text for name, text in request.args.items() if name.isidentifier() and name[0] != "_"}
        arguments = {**said, **(request.view_args or {}), **self.kept, "page": number}
        arguments.pop("endpoint", None)
        return url_for(self.endpoint or request.endpoint or "front", **arguments)

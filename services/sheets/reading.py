"""Opening a sheet whatever it is: CSV, .xlsx or .xls, with all rows streamed and nothing believed of its name."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar
from weakref import WeakSet

from services.errors import Refusal
from services.sheets.cells import Cell
from services.sheets.csv_sheets import find_delimiter, find_encoding, read_csv
from services.sheets.merges import Merge
from services.sheets.xls_sheets import open_xls, read_xls, read_xls_merges, visible_titles
from services.sheets.xlsx_merges import read_merges
from services.sheets.xlsx_package import open_package
from services.sheets.xlsx_rows import read_rows
from services.sheets.xlsx_strings import read_strings

T = TypeVar("T")
SheetKind = Literal["csv", "xlsx", "xls"]
Rows = Iterator[tuple[int, list[Cell]]]

_KINDS: dict[str, SheetKind] = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xls": "xls"}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Sheet:
    """An open file: `titles` of its visible sheets (one "" for CSV); `rows(title)` streams (row number, cells).

    Row numbers count from 1 as the person sees them; `encoding` and `delimiter` are None but for CSV;
    `merges(title)` streams the cells merged down.
    """

    kind: SheetKind
    titles: tuple[str, ...]
    rows: Callable[[str], Rows]
    encoding: str | None = None
    delimiter: str | None = None
    merges: Callable[[str], Iterable[Merge]] = lambda title: ()


@contextmanager
def open_sheet(path: Path, *, name: str | None = None) -> Iterator[Sheet]:
    """Open the file at `path`; `name` is what the person called it (by default the file's own name).

    Raises `Refusal`: file_empty, file_not_a_sheet, file_other_content, file_encrypted, file_corrupt, file_too_large,
    file_has_macros, encoding_unknown; while rows are read also file_corrupt, cell_too_long, quote_not_closed.
    """
    kind = _kind(path, Path(name or path.name).suffix.lower())
    opener = {"csv": _open_csv, "xlsx": _open_xlsx, "xls": _open_xls}[kind]
    half_read: WeakSet[Generator[object]] = WeakSet()
    with opener(path) as sheet:
        try:
            yield replace(sheet, rows=_noted(half_read, sheet.rows), merges=_noted(half_read, sheet.merges))
        finally:
            for stream in list(half_read):
                stream.close()


def _noted(streams: WeakSet[Generator[object]], stream: Callable[[str], Iterable[T]]) -> Callable[[str], Iterator[T]]:
    """The same streams, each noted while somebody reads it, to be closed with the file."""

    def read(title: str) -> Iterator[T]:
        rows = iter(stream(title))
        if isinstance(rows, Generator):
            streams.add(rows)
        return rows

    return read


def _kind(path: Path, suffix: str) -> SheetKind:
    """What the name says, refused if the first bytes say otherwise."""
    if suffix not in _KINDS:
        raise Refusal("file_not_a_sheet", suffix=suffix)
    with path.open("rb") as file:
        start = file.read(4_096)
    if not start.strip():
        raise Refusal("file_empty")
    named, found = _KINDS[suffix], _content(start)
    if found == "xls" and _is_locked(path):
        raise Refusal("file_encrypted")
    if named != found:
        raise Refusal("file_other_content", suffix=suffix, content=found)
    return named


def _content(start: bytes) -> str:
    if start.startswith(_ZIP):
        return "xlsx"
    if start.startswith(_OLE):
        return "xls"
    text = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return "html" if text.startswith((b"<html", b"<table", b"<!doctype", b"<?xml", b"<meta")) else "csv"


def _is_locked(path: Path) -> bool:
    """True for an .xlsx under a password: it is stored as a stream of that name in an OLE file."""
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if _LOCKED in before + chunk:
                return True
            before = chunk[-len(_LOCKED) :]
    return False


@contextmanager
def _open_csv(path: Path) -> Iterator[Sheet]:
    encoding = find_encoding(path)
    delimiter = find_delimiter(path, encoding)
    yield Sheet("csv", ("",), lambda title: read_csv(path, encoding, delimiter), encoding, delimiter)


@contextmanager
def _open_xlsx(path: Path) -> Iterator[Sheet]:
    package = open_package(path)
    with package.archive:
        strings = read_strings(package)
        parts = {sheet.title: sheet.part for sheet in package.sheets}
        try:
            yield Sheet(
                "xlsx",
                tuple(parts),
                lambda title: read_rows(package, parts[title], strings),
                merges=lambda title: read_merges(package, parts[title]),
            )
        finally:
            strings.close()


@contextmanager
def _open_xls(path: Path) -> Iterator[Sheet]:
    workbook = open_xls(path)
    try:
        yield Sheet(
            "xls",
            visible_titles(workbook),
            lambda title: read_xls(workbook, title),
            merges=lambda title: read_xls_merges(workbook, title),
        )
    finally:
        workbook.close()

"""The merged cells of a sheet of an .xlsx file: they stand behind its rows, so the bytes are searched, not parsed."""

import re
import zlib
from collections.abc import Iterator
from zipfile import BadZipFile

from services.errors import Refusal
from services.sheets.merges import Merge
from services.sheets.xlsx_package import CHUNK, Package
from services.sheets.xlsx_rows import Columns

_MERGE = re.compile(rb"""mergeCell\s[^<>]{0,200}?ref=["']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})["']""")
_LONGEST = 1_024  # bytes of one such element


def read_merges(package: Package, part: str) -> Iterator[Merge]:
    """Yield the merges of a sheet, of each its left column; raises `Refusal` file_corrupt."""
    columns = Columns()
    try:
        for found in _found(package, part):
            yield Merge(columns[found[1].decode()], int(found[2]), int(found[3]))
    except (BadZipFile, EOFError, OSError, ValueError, zlib.error) as error:
        raise Refusal("file_corrupt", detail=type(error).__name__) from error


def _found(package: Package, part: str) -> Iterator[re.Match[bytes]]:
    rest = b""
    with package.archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            text = rest + chunk
            if b"mergeCell" in text:
                yield from _MERGE.finditer(text)
            rest = text[text.rfind(b">") + 1 :][-_LONGEST:]

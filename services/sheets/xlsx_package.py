"""The parts of an .xlsx file (ECMA-376): which sheets it has, where their rows, strings and date formats lie."""

import posixpath
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from services.errors import Refusal

LARGEST_CONTENT = 6 * 2**30  # bytes once unpacked: about five million rows; guards against packed bombs
MOST_PARTS = 5_000  # files in the package: a workbook has a few for each sheet
CHUNK = 1 << 18

DAY, MONTH = "day", "month"  # what a date format shows: a whole date, or a year and a month only

_BUILT_IN = {14: DAY, 15: DAY, 16: DAY, 17: MONTH, 22: DAY, 30: DAY, 31: DAY}
_BUILT_IN |= dict.fromkeys((28, 29, 51, 53, 54, 58), DAY) | dict.fromkeys((27, 36, 50, 52, 57), MONTH)  # zh-CN
_UNSHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')

Attributes = dict[str, str]


class SheetPart(NamedTuple):
    """A visible sheet: its title and the name of its part in the package."""

    title: str
    part: str


class Package(NamedTuple):
    """An opened .xlsx file; `date_styles` {style index: DAY or MONTH}, `since_1904` the other epoch of dates."""

    archive: ZipFile
    sheets: tuple[SheetPart, ...]
    strings: str | None
    date_styles: dict[str, str]
    since_1904: bool


class LocalNames(defaultdict[str, str]):
    """{element name with any prefix: its local name}."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


def open_package(path: Path) -> Package:
    """Open an .xlsx file without reading its rows.

    Raises `Refusal`: file_corrupt, file_encrypted, file_has_macros, file_too_large, file_not_a_sheet.
    """
    archive = _open_archive(path)
    try:
        return _package(archive)
    except BaseException:
        archive.close()
        raise


def parse(
    stream: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Run the XML of `stream` through the handlers piece by piece; raises `Refusal` file_corrupt."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, BadZipFile, EOFError, OSError, ValueError, IndexError, zlib.error) as error:
        raise Refusal("file_corrupt", detail=type(error).__name__) from error
    yield


def _refuse_doctype(*_: object) -> None:
    raise Refusal("file_corrupt", detail="DOCTYPE")  # no sheet has one; entities could be made to explode


def _open_archive(path: Path) -> ZipFile:
    try:
        archive = ZipFile(path)
    except (BadZipFile, OSError, ValueError) as error:
        raise Refusal("file_corrupt", detail=type(error).__name__) from error
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    refusal = None
    if any(entry.flag_bits & 1 for entry in entries):
        refusal = Refusal("file_encrypted")
    elif len(entries) > MOST_PARTS:
        refusal = Refusal("file_corrupt", detail="parts")
    elif size > LARGEST_CONTENT:
        refusal = Refusal("file_too_large", size=size, most=LARGEST_CONTENT)
    elif any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        refusal = Refusal("file_has_macros")
    if refusal:
        archive.close()
        raise refusal
    return archive


def _package(archive: ZipFile) -> Package:
    workbook = _target(_related(archive, ""), "officeDocument")
    if workbook is None:
        raise Refusal("file_not_a_sheet")
    related = _related(archive, workbook)
    sheets, since_1904 = _workbook(archive, workbook, {relation.id: relation.part for relation in related})
    styles = _target(related, "styles")
    return Package(
        archive, sheets, _target(related, "sharedStrings"), _date_styles(archive, styles) if styles else {}, since_1904
    )


class _Relation(NamedTuple):
    id: str
    kind: str
    part: str


def _related(archive: ZipFile, part: str) -> list[_Relation]:
    """The relations of a part ("" the package), with the names of the parts they lead to."""
    folder, name = posixpath.split(part)
    relations = []
    for element, attributes in _elements(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
            relations.append(_Relation(attributes["Id"], attributes["Type"].rpartition("/")[2], target))
    return relations


def _target(relations: list[_Relation], kind: str) -> str | None:
    return next((relation.part for relation in relations if relation.kind == kind), None)


def _workbook(archive: ZipFile, part: str, parts: dict[str, str]) -> tuple[tuple[SheetPart, ...], bool]:
    sheets, since_1904 = [], False
    for element, attributes in _elements(archive, part):
        if element == "workbookPr":
            since_1904 = attributes.get("date1904") in ("1", "true")
        if element == "sheet" and attributes.get("state", "visible") == "visible":
            identity = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            if parts.get(identity, "") in archive.NameToInfo:
                sheets.append(SheetPart(attributes.get("name", ""), parts[identity]))
    return tuple(sheets), since_1904


def _date_styles(archive: ZipFile, part: str) -> dict[str, str]:
    formats: dict[int, str] = dict(_BUILT_IN)
    styles: dict[str, str] = {}
    inside, count = False, 0
    for element, attributes in _elements(archive, part):
        if element == "numFmt":
            shown = shown_by(attributes.get("formatCode", ""))
            formats.update({int(attributes["numFmtId"]): shown} if shown else {})
        elif element in ("cellXfs", "cellStyles"):
            inside = element == "cellXfs"
        elif element == "xf" and inside:
            shown = formats.get(int(attributes.get("numFmtId", "0")))
            styles.update({str(count): shown} if shown else {})
            count += 1
    return styles


def shown_by(code: str) -> str | None:
    """Whether a number format shows a whole date (DAY), a year and month (MONTH) or no date (None)."""
    letters = set(_UNSHOWN.sub("", code.lower()).split(";")[0])
    if "d" in letters:
        return DAY
    return MONTH if "y" in letters and "m" in letters else None


def _elements(archive: ZipFile, part: str) -> list[tuple[str, Attributes]]:
    """Every element of a small part with its attributes, in order; none if the part is absent."""
    if part not in archive.NameToInfo:
        return []
    found: list[tuple[str, Attributes]] = []
    local = LocalNames()
    with archive.open(part) as stream:
        for _ in parse(stream, lambda name, attributes: found.append((local[name], attributes))):
            pass
    return found

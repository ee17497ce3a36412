"""What all commands share: options that go anywhere on the line, commands that load late, words with a nearest one."""

import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from typing import Any, TextIO

import click

GIVEN = "sunmatch.given"  # where the options that every command takes are kept in the context


def _keep(ctx: click.Context, option: click.Parameter, value: object) -> None:
    if value not in (None, False):
        ctx.meta.setdefault(GIVEN, {})[option.name] = value


def _everywhere(*, shown: bool) -> list[click.Parameter]:
    """The options that may stand before or after the command; help lists them once, at the top."""
    languages = click.Choice(["zh", "en"])
    declared: list[tuple[list[str], dict[str, Any]]] = [
        (["--db"], {"metavar": "URL", "help": "The database; unset means SQLite under the home folder."}),
        (["--home"], {"metavar": "DIR", "help": "Folder of the embedded database, queue and keys (./var)."}),
        (["--as", "as_"], {"metavar": "USER", "help": "The account that acts; unset means the local operator."}),
        (["--lang"], {"type": languages, "help": "Language of sentences and headings."}),
    ]
    kept: dict[str, Any] = {"expose_value": False, "callback": _keep, "hidden": not shown}
    return [click.Option(names, **kept, **more) for names, more in declared]


def _json() -> click.Option:
    about = "Print one JSON document and nothing else."
    return click.Option(["--json", "json_"], is_flag=True, expose_value=False, callback=_keep, help=about)


class Command(click.Command):
    """A command that also takes the options of `_everywhere` and `--json`."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params += [_json(), *_everywhere(shown=False)]


class Group(click.Group):
    """Commands of one noun."""

    command_class = Command

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params += _everywhere(shown=False)


Group.group_class = Group


class Program(Group):
    """The program: its commands are imported when they are asked for, `late` says from where (`module:name`)."""

    def __init__(self, *args: Any, late: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.params = [*_everywhere(shown=True)]
        self.commands = _Late(late)


class _Late(dict[str, click.Command]):
    """Commands by name; each is imported at its first use."""

    def __init__(self, places: Mapping[str, str]) -> None:
        super().__init__(dict.fromkeys(sorted(places)))  # type: ignore[arg-type]
        self._places = places

    def __getitem__(self, name: str) -> click.Command:
        if super().__getitem__(name) is None:
            module, _, attribute = self._places[name].partition(":")
            self[name] = getattr(import_module(f"web.commands.{module}"), attribute)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401  this is `get`


class Word(click.Choice[str]):
    """One of a few words; another one is answered with the nearest."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(list(words), case_sensitive=False)

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        near = get_close_matches(str(value).lower(), [str(word) for word in self.choices], n=1, cutoff=0.5)
        said = super().get_invalid_choice_message(value, ctx)
        return f"{said} Did you mean '{near[0]}'?" if near else said


class Day(click.DateTime):
    """A day as 2027-03-01."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"'{value}' is not a day; write it like 2027-03-01.", param, ctx)


DAY = Day()


def standard_input() -> TextIO:
    """Standard input as UTF-8, whatever the terminal speaks."""
    assert isinstance(sys.stdin, TextIOWrapper)
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    return sys.stdin


class Ended(click.ClickException):
    """The end of a command that could not do its work: a sentence on standard error and an exit code."""

    def __init__(self, sentence: str, exit_code: int) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code  # type: ignore[misc]  # an instance knows better than its class

    def show(self, file: Any = None) -> None:
        click.echo(self.format_message(), err=True)


REFUSED, WRONG = 1, 2

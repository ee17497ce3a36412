"""Tables of the program printed for people, and written into `docs/`."""

import re
from dataclasses import fields
from pathlib import Path

import click
from sqlalchemy import make_url

from services.access import PERMISSIONS, permissions_table
from services.diagrams import state_diagram
from services.settings import PREFIX, Settings, settings_table
from services.steps import workflow_table
from web.commands.office import Office, in_office
from web.commands.program import Command, Group
from web.commands.tables import table

TREE = Path(__file__).parents[2]
DIAGRAMS = "redeployment.md"  # a text with the diagrams of some subjects between such marks
MARKED = re.compile(r"(<!-- printed: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
INTRODUCTIONS = {
    "workflow.md": "# Workflow\n\nPrinted from `models/workflow.py` by `sunmatch docs write`.",
    "permissions.md": "# Permissions\n\nPrinted from `services/access.py` by `sunmatch docs write`.",
    "settings.md": "# Settings\n\nPrinted from `services/settings.py` by `sunmatch docs write`. A wrong value, or a\n"
    "name that is not listed, is refused.",
    "commands.md": "# Commands\n\nPrinted from `sunmatch --help` by `sunmatch docs write`. Every command\n"
    "takes `--json`, and the options of the first table before or after its name. Exit codes: 0 done, 1 refused\n"
    "by a rule, 2 bad input or usage.",
}
SECRETS = ("gateway_key", "metrics_token")
"""Settings that are not shown."""


@click.command("permissions", cls=Command)
@in_office
def permissions_command(office: Office) -> None:
    """Who may do what: role, action, and how far."""
    office.show(PERMISSIONS, permissions_table)


@click.command("settings", cls=Command)
@in_office
def settings_command(office: Office) -> None:
    """Every setting with its value here; keys, tokens and passwords in addresses are left out."""
    document = [
        {
            "variable": PREFIX + item.name.upper(),
            "value": _value(item.name, getattr(office.settings, item.name)),
            "default": _value(item.name, item.default),
            "about": item.metadata["about"],
        }
        for item in fields(Settings)
    ]
    office.show(document, lambda: table(tuple(document[0]), [tuple(each.values()) for each in document]))


def _value(name: str, value: object) -> object:
    if value and name in SECRETS:
        return "***"
    if isinstance(value, str) and "://" in value:
        return make_url(value).render_as_string(hide_password=True)
    return value if isinstance(value, int) else str(value) if value else None


@click.group(cls=Group, hidden=True)
def docs() -> None:
    """The printed documentation (for developers)."""


@docs.command()
def write() -> None:
    """Write the printed pages of docs/ anew."""
    for name, text in printed_pages(click.get_current_context().find_root().command).items():
        (TREE / "docs" / name).write_text(text, encoding="utf-8")
        click.echo(f"docs/{name}")


def printed_pages(program: click.Command) -> dict[str, str]:
    """The pages of `docs/` that are printed from the program, by file name."""
    tables = {
        "workflow.md": workflow_table(),
        "permissions.md": permissions_table(),
        "settings.md": settings_table(),
        "commands.md": commands_table(program),
    }
    pages = {name: f"{INTRODUCTIONS[name]}\n\n{text}\n" for name, text in tables.items()}
    return pages | {DIAGRAMS: _with_diagrams((TREE / "docs" / DIAGRAMS).read_text(encoding="utf-8"))}


def _with_diagrams(text: str) -> str:
    """The text with each diagram printed anew."""
    return MARKED.sub(lambda found: f"{found[1]}{state_diagram(found[2])}\n{found[3]}", text)


def commands_table(program: click.Command) -> str:
    """Every command with its arguments, options and one sentence, as Markdown tables."""
    lines = ["| option | meaning |", "| --- | --- |"]
    lines += [f"| `{_cell(_spelt(option))}` | {option.help} |" for option in _options(program)]
    lines += ["", "| command | options | meaning |", "| --- | --- | --- |"]
    lines += [_row(path, command) for path, command in _commands(program, "sunmatch")]
    return "\n".join(lines)


def _commands(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        return [(path, command)]
    children = [(name, command.commands[name]) for name in command.commands]
    return [each for name, child in children if not child.hidden for each in _commands(child, f"{path} {name}")]


def _row(path: str, command: click.Command) -> str:
    context = click.Context(command)
    arguments = [each.make_metavar(context) for each in command.params if isinstance(each, click.Argument)]
    options = " ".join(f"`{_spelt(option)}`" for option in _options(command) if option.name != "json_")
    about = (command.help or "").splitlines()[0]
    return f"| `{_cell(' '.join([path, *arguments]))}` | {_cell(options)} | {about} |"


def _cell(text: str) -> str:
    """As a cell of a Markdown table, where a stroke ends the cell."""
    return text.replace("|", "\\|")


def _options(command: click.Command) -> list[click.Option]:
    return [each for each in command.params if isinstance(each, click.Option) and not each.hidden]


def _spelt(option: click.Option) -> str:
    metavar: str = "" if option.is_flag else " " + option.make_metavar(click.Context(click.Command(None)))
    return option.opts[0] + metavar.replace("INTEGER RANGE", "N")

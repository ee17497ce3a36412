"""The arrows of the layers: imports are read from the source, and any other arrow fails."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("matching", "models", "services", "web", "workers", "fixtures")
ARROWS = {
    "matching": {"matching"},
    "models": {"models"},
    "services": {"services", "models", "matching"},
    "web": {"web", "services"},
    "workers": {"workers", "services"},
    "fixtures": {"fixtures", "services", "models"},
}
LEAVES = ("models.db", "services.settings", "workers.servers")
# The edges that compose: the program may import everything, a worker's context takes the keys into use, and the
# migrations belong to the tables.
COMPOSERS = {"web/cli.py": set(LAYERS), "workers/context.py": {"models"}}


def sources(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Full names of all modules that a file imports, wherever in it."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{each.name}" for each in node.names)


def is_leaf(module: str) -> bool:
    return any(module == leaf or module.startswith(f"{leaf}.") for leaf in LEAVES)


def wrong_arrows(layer: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(layer)
        for module in imports(path)
        if module.split(".")[0] in (*LAYERS, "tests", "benchmarks")
        and not is_leaf(module)
        and module.split(".")[0] not in ARROWS[layer] | COMPOSERS.get(str(path.relative_to(ROOT)), set())
    ]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_along_the_arrows(layer: str) -> None:
    assert wrong_arrows(layer) == []


def test_commands_import_services_and_never_tables_workers_or_fixtures() -> None:
    allowed = ("web", "services")
    wrong = [
        f"{path.name} imports {module}"
        for path in sources("web/commands")
        for module in imports(path)
        if module.split(".")[0] in LAYERS and module.split(".")[0] not in allowed and not is_leaf(module)
    ]
    assert wrong == []


@pytest.mark.parametrize("leaf", LEAVES)
def test_a_leaf_imports_nothing_of_ours_but_itself(leaf: str) -> None:
    place = ROOT / leaf.replace(".", "/")
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in files
        for module in imports(path)
        if module.split(".")[0] in LAYERS and not module.startswith(leaf)
    ]
    assert files
    assert wrong == []


def test_no_layer_imports_the_program() -> None:
    """`web/cli.py` is the outermost edge."""
    inside = [path for layer in LAYERS for path in sources(layer)]
    assert [path for path in inside if any(module.startswith("web.cli") for module in imports(path))] == []

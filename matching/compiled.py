"""The one way a function is compiled: whole numbers, no lock of the interpreter held, kept on disk.

Importing numba costs far more than anything else here, so kernels lie in modules of their own, imported when something
is ranked. A kernel holds the machine code of every kernel it calls, while numba looks only at the file of the outermost
one to tell whether its code is old; so the folder is named by the contents of all modules with kernels.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np

F = TypeVar("F", bound=Callable[..., Any])
Number = Any
"""A whole number in a kernel: numba takes Python's and numpy's for the same."""


def kernel(function: F) -> F:
    """Compile `function` at its first call for each kind of arguments, or take it from the disk.

    Kernels make no arrays, so they go without numba's counting of references (`_nrt`): that alone took more than half
    of the time of a score and of the time to compile it.
    """
    return _compiling(function, forceinline=False)


def inlined(function: F) -> F:
    """A `kernel` that becomes part of those that call it: handing over all columns of a table, word by word, takes
    longer than the work of a small one."""
    return _compiling(function, forceinline=True)


def _compiling(function: F, *, forceinline: bool) -> F:
    config, compiling = cast(Any, numba.config), cast(Any, numba.njit)
    config.CACHE_DIR = cache_folder()
    return cast(F, compiling(cache=True, nogil=True, _nrt=False, forceinline=forceinline)(function))


@cache
def cache_folder() -> str:
    """Where compiled code is kept: beside the sources, else with the user, else for this machine's uptime."""
    name = f"kernels-{_digest()}"
    choices = [Path(__file__).parent / "__pycache__", _home() / ".cache" / "sunmatch", Path(tempfile.gettempdir())]
    return str(next((each for each in choices if _writable(each)), choices[-1]) / name)


def _digest() -> str:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    texts = [text for text in map(Path.read_bytes, sources) if b"@kernel" in text or b"@inlined" in text]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:16]


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        return Path(tempfile.gettempdir())


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def frozen(values: Any) -> Any:
    """A view that numba takes for one kind of array, whether it lies in memory or in a file: contiguous, aligned,
    read-only."""
    flags = values.flags if type(values) is np.ndarray else None
    if flags is None or not flags.c_contiguous or not flags.aligned:
        values = np.require(np.asarray(values), requirements=["C_CONTIGUOUS", "ALIGNED"])
    elif not flags.writeable:
        return values
    view = values.view()
    view.flags.writeable = False
    return view

"""Where to go after a form: only addresses of our own."""

from urllib.parse import urlsplit

from flask import request


def safe_next(otherwise: str) -> str:
    """The `next` of the form or the address when it is a path of ours, else `otherwise`."""
    wanted = request.values.get("next", "")
    return wanted if is_ours(wanted) else otherwise


def is_ours(address: str) -> bool:
    """A path from the root: no scheme, no host, none of the spellings browsers take for one."""
    parts = urlsplit(address)
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return plain and not parts.scheme and not parts.netloc and address.isprintable()

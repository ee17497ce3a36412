"""What a browser says of itself, in the few words by which its owner knows it again."""

from flask_babel import gettext

BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_words(said: str) -> str:
    """Chrome, Windows: the browser and what it runs on; another program by the first word it says."""
    browser = next((name for mark, name in BROWSERS if mark in said), "")
    system = next((name for mark, name in SYSTEMS if mark in said), "")
    known = [each for each in (browser, system) if each]
    return gettext(", ").join(known) or said.partition("/")[0][:20] or gettext("Unknown device")

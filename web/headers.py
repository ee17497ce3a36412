"""Headers of every answer: only our own scripts, styles and pictures; nothing that is one reader's own is stored."""

from flask import Flask, Response, session

POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
ONE_YEAR = "max-age=31536000; includeSubDomains"  # of HTTPS alone, once it was used
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{each}=()" for each in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
    ),
}
OF_ANYBODY = {"language", "csrf_token"}  # all that the cookie of somebody holds who has proved and begun nothing


def use_headers(app: Flask) -> None:
    @app.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers.setdefault("Strict-Transport-Security", ONE_YEAR)
        if not OF_ANYBODY.issuperset(session):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

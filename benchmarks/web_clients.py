"""People at the pages, for `benchmarks.web`: each with a connection, an address and a sign-in of their own.

A walk is what somebody of a role opens one after the other, again and again. A step is an address, or a pattern for one
of the links on the page before; a step whose link is not there is left out. Between two pages a person waits.
"""

import gzip
import html
import http.client
import random
import re
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from json import dumps, loads
from select import select
from typing import Any
from urllib.parse import urlencode

TIMEOUT = 60
REDIRECTS = (301, 302, 303, 307, 308)
ALONE, ANYWHERE, RANK = "", "link", "rank"  # how a step is found: as it stands, by a link, by the form that ranks


@dataclass(frozen=True)
class Step:
    """`name` in the results; `where` an address, or a pattern that a whole link must match."""

    name: str
    where: str
    how: str = ALONE


LIST = r"/orders/[^/?]+/candidates"
WALKS: dict[str, Sequence[Step]] = {
    "counsellor": (
        Step("day", "/home"),
        Step("to do", "/work"),
        Step("orders", "/orders?state=open"),
        Step("order", r"/orders/(?!new)[^/?]+", ANYWHERE),
        Step("ranked list", LIST + r"(\?line=[^&]+)?", ANYWHERE),
        Step("rank anew", LIST, RANK),
        Step("row opened", LIST + r"\?.*open=[^&#]+.*", ANYWHERE),
        Step("ranked list, next page", LIST + r"\?.*page=2.*", ANYWHERE),
        Step("register, by a name", "/labourers?q=wang"),
        Step("person", r"/labourers/(?!new)[^/?]+", ANYWHERE),
        Step("placements", "/placements"),
    ),
    "county": (
        Step("day", "/home"),
        Step("orders", "/orders"),
        Step("classes", "/classes"),
        Step("placements", "/placements"),
        Step("placement", r"/placements/[^/?]+", ANYWHERE),
        Step("displaced", "/displacements"),
        Step("employers", "/employers"),
        Step("register", "/labourers"),
        Step("measures", "/measures"),
    ),
    "employer": (
        Step("day", "/home"),
        Step("orders", "/orders"),
        Step("order", r"/orders/(?!new)[^/?]+", ANYWHERE),
        Step("placements", "/placements"),
    ),
    "labourer": (
        Step("own day", "/me"),
        Step("openings", "/me/openings"),
        Step("offers", "/me/offers"),
        Step("own file", "/me/file"),
        Step("help", "/me/help"),
    ),
    "public": (Step("front", "/"), Step("sign-in form", "/login")),
}


@dataclass
class Timed:
    """A page that was opened: its step, how long it took in ms from asking to the last byte, and what it answered."""

    step: str
    ms: float
    status: int


@dataclass
class Person:
    """One client: `account` is role, login and password; the address is one of the machine's own."""

    number: int
    host: str
    port: int
    role: str
    login: str
    password: str
    opened: list[Timed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.number)
        self.cookies: dict[str, str] = {}
        self.at, self.page = "/", ""
        source = (f"127.0.{self.number // 250}.{self.number % 250 + 2}", 0)
        self.wire = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT, source_address=source)

    def sign_in(self) -> None:
        """By the form, as everybody."""
        if self.role == "public":
            return
        self.get("/login")
        status = self.post("/login", {"login": self.login, "password": self.password})
        assert status == 200 and "/login" not in self.at, (self.login, status, self.at)

    def walk(self, until: float, wait: float, every: int = 5) -> None:
        """Open pages until that moment (`time.monotonic`), `wait` seconds between two; rank anew on one walk of
        `every`, and where no list is there yet."""
        round_ = self.number
        while time.monotonic() < until:
            for step in WALKS[self.role]:
                if time.monotonic() >= until:
                    return
                begun = time.perf_counter()
                status = self._take(step, rank=round_ % every == 0)
                if status is None:
                    continue
                self.opened.append(Timed(step.name, 1000 * (time.perf_counter() - begun), status))
                time.sleep(wait)
            round_ += 1

    def get(self, address: str) -> int:
        return self._ask("GET", address)

    def post(self, address: str, fields: dict[str, str]) -> int:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.page)
        return self._ask("POST", address, urlencode({**fields, "csrf_token": token.group(1) if token else ""}))

    def _take(self, step: Step, *, rank: bool) -> int | None:
        """What the step answered; None where there is nothing to open."""
        if step.how == ALONE:
            return self.get(step.where)
        if step.how == RANK:
            return self._rank() if rank or "number-of" not in self.page else None
        links = [html.unescape(each).partition("#")[0] for each in re.findall(r'href="([^"]+)"', self.page)]
        found = sorted({each for each in links if re.fullmatch(step.where, each)})
        return self.get(self.chance.choice(found)) if found else None

    def _rank(self) -> int | None:
        """Press the button that ranks candidates, where the page has it."""
        line = re.search(r'name="line" value="([^"]+)"', self.page)
        return self.post(self.at.partition("?")[0], {"line": line.group(1)}) if line else None

    def _ask(self, method: str, address: str, body: str | None = None) -> int:
        """Ask, and follow where the answer leads."""
        for _ in range(5):
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            headers |= {"Accept-Encoding": "gzip", "Accept-Language": "zh-CN"}
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            answer = self._send(method, address, body, headers)
            if answer is None:
                return 0
            text = read(answer)
            for told in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: each.value for name, each in SimpleCookie(told).items()}
            if answer.status not in REDIRECTS:
                self.at, self.page = address, text
                if answer.status >= 400:
                    print(f"{method} {address}: {answer.status}", file=sys.stderr)
                return answer.status
            method, body, address = "GET", None, answer.headers["Location"]
        return 0

    def _send(self, method: str, address: str, body: str | None, headers: dict[str, str]) -> Any:
        """The answer; None, once said, where there is none. One that was closed while idle is opened anew, as a
        browser does."""
        if self.wire.sock is not None and select([self.wire.sock], [], [], 0)[0]:
            self.wire.close()
        for last in (False, True):
            try:
                self.wire.request(method, address, body, headers)
                return self.wire.getresponse()
            except (OSError, http.client.HTTPException) as error:
                idle = isinstance(error, ConnectionResetError)  # RemoteDisconnected among them
                self.wire.close()
                if last or not idle:
                    print(f"{method} {address}: {error!r}", file=sys.stderr)
                    return None
        return None


def read(answer: http.client.HTTPResponse) -> str:
    """The page of an answer, which travels compressed as to a browser."""
    body = answer.read()
    return (gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body).decode()


def all_walk(people: Sequence[Person], seconds: float, wait: float) -> list[Timed]:
    """Everybody walks for so long, each beginning at a moment of their own; the pages opened."""
    until = time.monotonic() + seconds

    def begin(person: Person) -> None:
        time.sleep(person.chance.uniform(0, min(wait, seconds)))
        person.walk(until, wait)

    threads = [threading.Thread(target=begin, args=(each,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened = [page for each in people for page in each.opened]
    for each in people:
        each.opened.clear()
    return opened


def main() -> None:
    """Read one JSON document with the people, sign them in, let them walk to warm up and again; print what they saw."""
    plan = loads(sys.stdin.read())
    people = [Person(number, plan["host"], plan["port"], *account) for number, account in enumerate(plan["accounts"])]
    for each in people:
        each.sign_in()
    warm = all_walk(people, plan["warm_up"], plan["wait"])
    measured = all_walk(people, plan["seconds"], plan["wait"])
    errors = sum(not 200 <= each.status < 400 for each in (*warm, *measured))
    print(dumps({"errors": errors, "opened": [[each.step, each.ms] for each in measured]}))


if __name__ == "__main__":
    main()

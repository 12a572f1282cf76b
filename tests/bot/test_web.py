"""The pages on which reminders are confirmed and ended: the real `plazo serve`, asked by a real HTTP client."""

import asyncio
import re
import signal
import socket
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from bot.clock import Clock
from bot.library import Knowledge
from bot.reminders import keeping
from bot.service import _channels
from bot.settings import Settings
from bot.store import outbox, subscribers
from bot.store.database import Database
from bot.store.subscribers import Enrolled, Stage
from bot.store.work import Work
from bot.web.pages import preferred_language
from handlers.subscription import EVERYTHING
from knowledge.model import LANGUAGES
from tests.bot.program import Program
from tests.bot.service import NOW, Service

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
QUESTIONS = {
    "ar": "هل تودون وقف جميع التذكيرات",
    "en": "Stop all reminders to ana@example.org?",
    "es": "recordatorios",
    "fr": "rappels",
    "ru": "Больше не напоминать",
    "zh": "提醒",
}


def settings(**service: object) -> dict[str, dict[str, object] | list[dict[str, object]]]:
    server = {"host": "127.0.0.1", "port": 1, "security": "none"}
    imap = {**server, "user": "desk", "password": "hunter2-Xyzzy"}
    mailbox: dict[str, object] = {"address": "desk@example.org", "imap": imap, "smtp": server}
    given = {"public_url": "https://plazo.example.org/in", "listen": "127.0.0.1:0", "log_level": "debug", **service}
    return {"service": given, "mailboxes": [mailbox]}


@dataclass
class Site:
    """A running service with its pages."""

    service: Service
    client: httpx.Client
    database: Database
    tokens: list[str] = field(default_factory=list)

    def joins(self, address: str = "ana@example.org", language: str = "en", stage: Stage = Stage.ACTIVE) -> str:
        """Have somebody subscribe; returns the token."""
        now = datetime.fromisoformat(NOW)
        with self.database.transaction() as connection:
            keeping.stop(connection, "email", address, now)
            who = keeping.subscribe(connection, "email", address, [EVERYTHING], now, stage, language=language)
        self.tokens.append(who.token)
        return who.token

    def find(self, address: str = "ana@example.org") -> Enrolled | None:
        """The subscriber, if there still is one."""
        with self.database.reading() as connection:
            return subscribers.find(connection, "email", address)

    def get(self, path: str, token: str, **headers: str) -> httpx.Response:
        """Look at a page."""
        return self.client.get(path, params={"t": token}, headers=headers)

    def press(self, path: str, token: str) -> httpx.Response:
        """Press the button of a page, as a browser does."""
        page = self.get(path, token)
        assert '<form method="post"><button type="submit">' in page.text
        return self.client.post(page.request.url)


@pytest.fixture(scope="module")
def site(plazo: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One service for all tests."""
    service = Service(plazo, tmp_path_factory.mktemp("site"), settings())
    with service:
        service.wait_for_log("pages served", 120)
        found = re.search(r"pages served.* port=(\d+)", service.log)
        assert found
        database = Database(service.database)
        with httpx.Client(base_url=f"http://127.0.0.1:{found[1]}") as client:
            yield Site(service, client, database)
        database.dispose()


def test_looking_at_a_page_changes_nothing(site: Site) -> None:
    token = site.joins()
    for _ in range(2):
        assert site.get("/stop", token).status_code == 200
    assert site.client.head("/stop", params={"t": token}).status_code == 200
    assert site.find()
    waiting = site.joins("ben@example.org", stage=Stage.PENDING)
    assert site.get("/confirm", waiting).status_code == 200
    found = site.find("ben@example.org")
    assert found
    assert found.stage is Stage.PENDING


def test_the_button_ends_all_and_once_more_says_the_same(site: Site) -> None:
    token = site.joins()
    done = site.press("/stop", token)
    assert (done.status_code, site.find()) == (200, None)
    assert "No more reminders will be sent to ana@example.org." in done.text
    assert "<button" not in done.text
    again = site.client.post("/stop", params={"t": token})
    assert (again.status_code, again.text) == (200, done.text)
    assert site.get("/stop", token).text == done.text


@pytest.mark.parametrize("multipart", [False, True])
def test_the_one_click_request_of_a_mail_program_ends_all(site: Site, *, multipart: bool) -> None:
    token = site.joins()
    form = {"files": {name: (None, value) for name, value in ONE_CLICK.items()}} if multipart else {"data": ONE_CLICK}
    ended = site.client.post("/in/stop", params={"t": token}, **form)
    assert (ended.status_code, site.find()) == (200, None)


def test_confirming_makes_active_and_welcomes_once(site: Site) -> None:
    token = site.joins("eva@example.org", "fr", Stage.PENDING)
    first = site.press("/confirm", token)
    assert first.status_code == 200
    found = site.find("eva@example.org")
    assert found
    assert found.stage is Stage.ACTIVE
    assert site.client.post("/confirm", params={"t": token}).text == first.text
    assert site.get("/confirm", token).text == first.text
    with site.database.reading() as connection:
        keys = [message.key for message in outbox.listed(connection) if message.address == "eva@example.org"]
    assert [key.partition(":")[0] for key in keys] == ["welcome"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_in_the_language_of_the_subscriber(site: Site, language: str) -> None:
    page = site.get("/stop", site.joins(language=language), **{"Accept-Language": "de, en;q=0.5"})
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert QUESTIONS[language] in page.text
    assert page.headers["Content-Language"] == language


@pytest.mark.parametrize("token", ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAA", "\0", "é", "<script>", "'; --", "a" * 5_000])
def test_what_is_not_known_is_404_in_the_language_of_the_browser(site: Site, token: str) -> None:
    for path in ("/stop", "/confirm", "/in/confirm", "/", "/stop/more", "/other"):
        page = site.get(path, token, **{"Accept-Language": "pt-BR, es-PY;q=0.9, fr;q=0.5"})
        assert (page.status_code, page.headers["Content-Language"]) == (404, "es")
        assert "<button" not in page.text
        assert "script" not in page.text


def test_an_unknown_token_ends_nothing(site: Site) -> None:
    site.joins()
    for path in ("/stop", "/confirm"):
        assert site.client.post(path, params={"t": "AAAAAAAAAAAAAAAAAAAAAAAA"}).status_code == 404
        assert site.client.post(path).status_code == 404
    assert site.find()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_wrong_method_is_refused(site: Site, method: str) -> None:
    token = site.joins()
    refused = site.client.request(method, "/stop", params={"t": token})
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert site.client.request(method, "/").headers["Allow"] == "GET, HEAD"
    assert site.find()


def test_a_body_is_bounded(site: Site) -> None:
    token = site.joins()
    try:
        status = site.client.post("/stop", params={"t": token}, content=b"x" * 1_000_000).status_code
    except httpx.TransportError:
        status = 0
    assert status in {0, 400, 413}
    assert site.find()


def test_a_page_is_kept_by_nobody_and_runs_nothing(site: Site) -> None:
    token = site.joins()
    pages = (site.get("/stop", token), site.get("/stop", "x"), site.client.put("/stop"), site.press("/stop", token))
    for page in pages:
        assert {name: page.headers[name] for name in HEADERS} == HEADERS
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "script-src" not in policy
        assert "Server" not in page.headers
        assert "Set-Cookie" not in page.headers
        assert "<script" not in page.text


def test_the_style_of_a_page_is_the_only_one_that_is_allowed(site: Site) -> None:
    page = site.get("/stop", "x")
    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in page.headers["Content-Security-Policy"]


def test_markup_in_an_address_is_shown_as_text(site: Site) -> None:
    token = site.joins("<b>ana</b>@example.org")
    page = site.get("/stop", token)
    assert "<b>" not in page.text
    assert "&lt;b&gt;ana&lt;/b&gt;@example.org" in page.text


def test_no_token_is_logged(site: Site) -> None:
    token = site.joins()
    site.press("/stop", token)
    site.client.put("/stop", params={"t": token})
    assert [given for given in site.tokens if given in site.service.log] == []


def test_a_port_in_use_ends_it_with_one_line(plazo: Program, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        service = Service(plazo, tmp_path, settings(listen=f"127.0.0.1:{port}")).start()
        assert service.process
        assert service.process.wait(120) == 2
    [line] = [line for line in service.log.splitlines() if not line.startswith("timestamp=")]
    assert line == f"plazo: service.listen: 127.0.0.1:{port} cannot be used: Address already in use"


def test_the_service_ends_while_a_browser_holds_its_connection(plazo: Program, tmp_path: Path) -> None:
    with Service(plazo, tmp_path, settings()) as service:
        service.wait_for_log("pages served", 120)
        found = re.search(r"pages served.* port=(\d+)", service.log)
        assert found
        with socket.create_connection(("127.0.0.1", int(found[1]))) as idle:
            idle.sendall(b"GET /stop HTTP/1.1\r\n")
            status, seconds = service.stop(signal.SIGTERM)
    assert (status, seconds < 10) == (0, True)


@pytest.mark.parametrize(("public_url", "number"), [("https://plazo.example.org", 2), (None, 1)])
def test_pages_are_served_only_under_a_public_address(
    tmp_path: Path, knowledge: Knowledge, public_url: str | None, number: int
) -> None:
    given = Settings.model_validate(settings(public_url=public_url))
    work = Work(Database(f"sqlite:///{tmp_path / 'plazo.db'}"))
    channels = list(_channels(given, knowledge, Clock(), work, asyncio.Event()))
    for channel in channels:
        channel.close()
    work.close()
    assert len(channels) == number


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("ru", "ru"),
        ("zh-Hant-TW, en;q=0.8", "zh"),
        ("de;q=1, fr;q=0.2, ar;q=0.9", "ar"),
        ("fr;q=0, es;q=0.1", "es"),
        ("*", "en"),
        ("fr;q=x, ;;;=,", "en"),
        ("fr;q=nan", "en"),
    ],
)
def test_the_browser_says_which_language_it_prefers(header: str, language: str) -> None:
    assert preferred_language(header, frozenset(LANGUAGES), "en") == language

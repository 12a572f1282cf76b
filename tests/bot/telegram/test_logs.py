"""What the service logs: well-formed lines, never a secret, and what people write only when told to."""

import json
import logging
import re
from pathlib import Path

import pytest
import structlog

from bot.logs import get_logger, start_logging
from bot.store import channels
from tests.bot.program import Program
from tests.bot.telegram.running import QUESTION, bench, events, read, wait_for_start
from tests.bot.telegram.test_webhook import SECRET, call, free_port, hooked
from tests.botapi.faults import Conflict, CutBefore, ServerError, TooMany

_SECRET_PART = "TEST-token"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z")
_REFUSED_TOKEN = ServerError(401, json.dumps({"ok": False, "error_code": 401, "description": "Unauthorized"}))
_PERSONAL = "Pía Inventada, pia@example.org"


def _well_formed(log: str) -> bool:
    """Whether each line has a moment, a level and an event, in this order."""
    found = events(log)
    assert found
    return all(
        [*fields][:3] == ["timestamp", "level", "event"]
        and _MOMENT.fullmatch(fields["timestamp"])
        and fields["level"] in {"debug", "info", "warning", "error", "critical"}
        and fields["event"]
        for fields in found
    )


def test_no_secret_and_no_text_is_logged_whatever_fails(plazo: Program, tmp_path: Path) -> None:
    with bench(plazo, tmp_path) as side:
        server = side.server
        ana = server.person(1001, "Ana", language_code="es")
        server.fail("getMe", _REFUSED_TOKEN)
        port = free_port()
        server.webhook_target = f"http://127.0.0.1:{port}/{server.token}"
        with hooked(side, port, log_level="debug") as service:
            wait_for_start(service)
            for fault in (CutBefore(), ServerError(), Conflict(), _REFUSED_TOKEN):
                server.fail("setMyDescription", fault)
            server.fail("sendMessage", CutBefore())
            server.fail("sendMessage", TooMany(1))
            ana.says(f"{QUESTION} {_PERSONAL}")
            assert ana.next_message(40).text
            assert call(port, f"{server.token} {SECRET}", server.token).status_code == 403
            assert call(port, json.dumps({"update_id": 70_001, "message": {"text": server.token}})).status_code == 200
            service.wait_for_log("update is malformed")
            [health] = read(service, channels.listed)
            assert service.stop()[0] == 0
            log = service.log
        assert _well_formed(log)
        assert "the bot's token was refused" in log
        assert [text for text in (log, str(health.last_error)) if _SECRET_PART in text or SECRET in text] == []
        assert ("Inventada" in log, "fecha" in log, "Las cartas" in log) == (False, False, False)
        assert len(events(log)) > 10


def test_texts_are_logged_when_told_to(plazo: Program, tmp_path: Path) -> None:
    with bench(plazo, tmp_path) as side:
        ana = side.server.person(1001, "Ana", language_code="es")
        with side.service(log_texts=True) as service:
            ana.says(f'{QUESTION} {_PERSONAL}\nevent=forged level="error"\r\n\u2028\x1b[31m')
            assert ana.next_message(30).text
            service.wait_for_log("Inventada")
            assert service.stop()[0] == 0
            log = service.log
        assert _well_formed(log)
        assert "Inventada" in log
        assert [fields for fields in events(log) if fields["event"] == "forged"] == []
        assert "\x1b" not in log


def test_a_traceback_is_one_line_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers, root.level
    try:
        start_logging("info", ["123456:A-b_c", "p/w d", ""])
        try:
            int("bot123456:A-b_c and A-b_c, p%2Fw%20d, 123456%3AA-b_c")
        except ValueError:
            get_logger("test").exception("failed", text="p/w d\r\nlevel=info")
            logging.getLogger("other").warning("of a library: %s", "123456:A-b_c")
    finally:
        structlog.reset_defaults()
        logging.captureWarnings(capture=False)
        root.handlers, level = before
        root.setLevel(level)
    log = capsys.readouterr().err
    assert len(log.splitlines()) == 2
    assert _well_formed(log)
    assert [part for part in ("A-b_c", "p/w d", "p%2Fw%20d") if part in log] == []
    first, second = events(log)
    assert (first["level"], first["event"], first["channel"]) == ("error", "failed", "test")
    assert "'bot*** and ***, ***, ***'" in first["exception"]
    assert (second["level"], second["event"]) == ("warning", "of a library: ***")

"""The mailroom killed forty times while a thousand mails come; the everyday tests have a short form of this."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.library import open_knowledge
from bot.mailboxes.parsing import Parser
from knowledge.model import LANGUAGES
from tests.bot.mailboxes.desk import Desk
from tests.bot.mailboxes.killing import kill_while_mails_come
from tests.bot.program import Program
from tests.dovecot import DovecotServer
from tests.smtpserver import SmtpServer

_MAILS, _KILLS = 1000, 40
_IN_FLIGHT = 8
"""So many replies are being sent at once."""


def test_forty_kills_of_two_workers_lose_and_double_nothing(tmp_path: Path) -> None:
    """Each kill comes anywhere, after fetching, storing, recording, sending or moving; UIDVALIDITY changes once."""
    program = Program(tmp_path / "cache")
    knowledge = open_knowledge(folder=program.cache)
    for language in LANGUAGES:
        knowledge.library.lexicon(language)
    with DovecotServer() as dovecot, SmtpServer() as smtp, asyncio.Runner() as runner:
        smtp.delay("MESSAGE", timedelta(milliseconds=20))
        desk = Desk(program, tmp_path / "desk", dovecot, smtp, knowledge, Parser(), runner)
        figures = kill_while_mails_come(
            desk, mails=_MAILS, kills=_KILLS, seed=40, longest=3, workers=2, reset_at=_KILLS // 2
        )
    print(f"\n{figures}")
    assert (figures.lost, figures.doubled, figures.unanswered, figures.left) == (0, 0, 0, 0)
    assert figures.twice == figures.excused <= _KILLS * _IN_FLIGHT

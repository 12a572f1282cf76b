"""Ten thousand are reminded while services are killed, and twenty thousand by two replicas; the figures are printed."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.library import load_all, open_knowledge
from tests.bot.program import Program
from tests.bot.reminders.killing import Crowd, kill_while_reminding
from tests.botapi.server import BotApiServer
from tests.dovecot import DovecotServer
from tests.postgres import PostgresServer
from tests.smtpserver import SmtpServer

_CHATS, _ADDRESSES, _KILLS, _WORKERS = 5_000, 5_000, 200, 4
_BY_REPLICAS = 20_000


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program, with everything compiled: a start that is killed while it compiles would never come to its end."""
    made = Program(tmp_path / "cache")
    load_all(open_knowledge(folder=made.cache))
    return made


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_hundred_kills_of_four_workers_lose_no_reminder(
    program: Program, dovecot: DovecotServer, postgres: PostgresServer, tmp_path: Path, kind: str
) -> None:
    """What comes twice was in flight at a kill, and is listed; Telegram never says that it is too much."""
    database = f"sqlite:///{tmp_path / 'plazo.sqlite3'}" if kind == "sqlite" else postgres.new_database()
    with BotApiServer(limits=True) as api, SmtpServer() as smtp:
        smtp.delay("MESSAGE", timedelta(milliseconds=100))
        servers = (api, smtp, dovecot)
        crowd = Crowd(program, tmp_path, servers, database, chats=_CHATS, addresses=_ADDRESSES, workers=_WORKERS)
        figures = kill_while_reminding(crowd, kills=_KILLS, seed=200)
    print(f"\n{kind}: {figures}")
    assert (figures.lost, figures.left, figures.refused, figures.renamed) == (0, 0, 0, 0)
    assert figures.twice == figures.excused <= figures.in_doubt


def test_two_replicas_on_one_postgresql_remind_twenty_thousand_by_mail_once(
    program: Program, dovecot: DovecotServer, postgres: PostgresServer, tmp_path: Path
) -> None:
    with BotApiServer(limits=True) as api, SmtpServer() as smtp:
        servers, database = (api, smtp, dovecot), postgres.new_database()
        crowd = Crowd(program, tmp_path, servers, database, chats=0, addresses=_BY_REPLICAS, workers=2)
        figures = kill_while_reminding(crowd, kills=0, seed=0)
    print(f"\n{figures}")
    assert (figures.lost, figures.twice, figures.in_doubt, figures.left) == (0, 0, 0, 0)

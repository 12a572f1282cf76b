"""Services killed at random moments while they remind: nothing is lost, and what comes twice is listed."""

from datetime import timedelta
from pathlib import Path

from bot.library import load_all, open_knowledge
from tests.bot.program import Program
from tests.bot.reminders.killing import Crowd, kill_while_reminding
from tests.botapi.server import BotApiServer
from tests.dovecot import DovecotServer
from tests.smtpserver import SmtpServer


def test_kills_at_random_moments_with_seed_7_lose_no_reminder(
    plazo: Program, dovecot: DovecotServer, tmp_path: Path
) -> None:
    load_all(open_knowledge(folder=plazo.cache))
    with BotApiServer(limits=True) as api, SmtpServer() as smtp:
        smtp.delay("MESSAGE", timedelta(milliseconds=50))
        database = f"sqlite:///{tmp_path / 'plazo.sqlite3'}"
        crowd = Crowd(plazo, tmp_path, (api, smtp, dovecot), database, chats=30, addresses=30, workers=2)
        figures = kill_while_reminding(crowd, kills=6, seed=7)
    print(figures)
    assert (figures.lost, figures.left, figures.refused, figures.renamed) == (0, 0, 0, 0)
    assert figures.twice == figures.excused <= figures.in_doubt
    assert figures.busy > 0

"""The mailroom killed at random moments: no mail is lost or registered twice, hardly any is answered twice."""

from tests.bot.mailboxes.conftest import MakeDesk
from tests.bot.mailboxes.killing import kill_while_mails_come
from tests.dovecot import DovecotServer


def test_kills_at_random_moments_with_seed_7_lose_and_double_nothing(make_desk: MakeDesk) -> None:
    with DovecotServer() as server:
        figures = kill_while_mails_come(make_desk(dovecot=server), mails=60, kills=6, seed=7, longest=1.5)
    print(figures)
    assert (figures.lost, figures.doubled, figures.unanswered, figures.left) == (0, 0, 0, 0)
    assert figures.twice == figures.excused <= figures.kills * 8

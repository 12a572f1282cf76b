"""Kills the mailroom at random moments while mails come in, and counts what was lost, doubled or sent twice."""

import random
import time
from collections import Counter
from dataclasses import dataclass

from bot.store import outbox
from tests.bot.mailboxes.desk import Desk
from tests.bot.mailboxes.letters import mail, nomination
from tests.bot.service import Service

_LETTERS = "abcdefghij"
_ENOUGH = 900.0


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What came of it. `twice` are replies that went out more than once; `excused` those in doubt, with the same id."""

    kills: int
    mails: int
    lost: int
    doubled: int
    unanswered: int
    twice: int
    excused: int
    left: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.mails} mails: {self.lost} lost, {self.doubled} registered twice,"
            f" {self.unanswered} unanswered, {self.twice} answered twice ({self.excused} of these cut off in flight,"
            f" with the same Message-ID), {self.left} left in the inbox; {self.seconds:.0f} s"
        )


def person(number: int) -> bytes:
    """A nomination of somebody of whom there is no other."""
    word = "".join(_LETTERS[int(digit)] for digit in f"{number:04}")
    subject, body = nomination(name=f"Joan {word.capitalize()}son", email=f"{word}@m{number}.example")
    return mail(body, subject=subject, sender=f"clerk@m{number}.example", message_id=f"<{number}@m{number}.example>")


def kill_while_mails_come(
    desk: Desk, *, mails: int, kills: int, seed: int, longest: float, workers: int = 1, reset_at: int | None = None
) -> Figures:
    """Let mails come while the service is killed again and again.

    Args:
        desk: with one mailbox; its Dovecot is cut off by a reset.
        mails: how many come.
        kills: how often.
        seed: of the moments.
        longest: how many seconds a service runs until it is killed, at most.
        workers: how many services there are for the mailbox; one of them, chosen by lot, is killed each time.
        reset_at: before which kill UIDVALIDITY changes.
    """
    began, chance = time.monotonic(), random.Random(seed)  # noqa: S311 - moments, no secrets
    services = [desk.service, *(_twin(desk, number) for number in range(1, workers))]
    raws = [person(number) for number in range(mails)]
    for service in services:
        service.start()
    for number in range(kills):
        desk.deliver(*raws[number * mails // kills : (number + 1) * mails // kills])
        victim = chance.choice(services)
        _wait_for_start(victim)
        time.sleep(chance.uniform(0, longest))
        victim.kill()
        if number == reset_at:
            desk.dovecot.reset_uidvalidity(desk.user)
        victim.start()
    _finish(desk, services, mails)
    for service in services:
        assert service.stop()[0] == 0
    return _count(desk, kills, mails, time.monotonic() - began)


def _twin(desk: Desk, number: int) -> Service:
    folder = desk.folder / f"twin{number}"
    folder.mkdir()
    return Service(desk.program, folder, desk.service.settings, database=desk.service.database)


def _wait_for_start(service: Service) -> None:
    """Wait until a service runs; the log begins anew with each start."""
    service.wait_for_log("event=started", 120)
    (service.folder / "log").write_text("", encoding="utf-8")


def _finish(desk: Desk, services: list[Service], mails: int) -> None:
    """Wait until everything is dealt with, moved and answered."""
    latest = time.monotonic() + _ENOUGH
    while True:
        rows = desk.mails
        if len(rows) >= mails and all(row.state == "moved" for row in rows) and not desk.waiting:
            return
        assert time.monotonic() < latest, services[0].log[-3000:]
        time.sleep(0.5)


def _count(desk: Desk, kills: int, mails: int, seconds: float) -> Figures:
    owners = Counter(entry.owner for entry in desk.entries)
    replies = Counter((reply.to, reply.id) for reply in desk.new_replies())
    answered = {to for to, _ in replies}
    doubtful = {message.address for message in desk.read(lambda c: outbox.listed(c, in_doubt=True))}
    again = {to for (to, _), times in replies.items() if times > 1}
    ids = Counter(to for to, _ in replies)
    return Figures(
        kills=kills,
        mails=mails,
        lost=sum(f"clerk@m{number}.example" not in owners for number in range(mails)),
        doubled=sum(times - 1 for times in owners.values()),
        unanswered=mails - len(answered),
        twice=len(again) + sum(times - 1 for times in ids.values()),
        excused=len(again & doubtful),
        left=desk.folders()[0],
        seconds=seconds,
    )

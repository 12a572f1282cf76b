"""The outbox: a broadcast under kills and at its end, a copy that keeps still, and Telegram's limits."""

import random
import shutil
import time
from pathlib import Path
from typing import Any

from bot.botapi.calls import SendText, dump
from bot.clock import real_now
from bot.store import broadcasts, outbox, people, schema
from bot.store.broadcasts import Stage
from bot.store.database import Database
from bot.store.outbox import Message, Standing, Urgency
from tests.bot.program import Program
from tests.bot.service import Service
from tests.bot.telegram.running import ANSWER, QUESTION, Bench, bench, change, read, wait_for_start
from tests.botapi.faults import Slow, TooMany
from tests.botapi.people import Person

ADMIN = 9001
NEWS = "El Foro se aplaza."


def _upgraded(service: Service) -> Service:
    database = Database(service.database)
    schema.upgrade(database)
    database.dispose()
    return service


def _audience(side: Bench, service: Service, size: int) -> list[Person]:
    """Persons who have written to the bot before."""
    audience = [side.server.person(10_001 + n, "Ana", language_code="es") for n in range(size)]
    change(service, lambda c: [people.see(c, "telegram", str(person.id), real_now()) for person in audience])
    return audience


def _queue(service: Service, audience: list[Person], text: str = NEWS) -> None:
    """A message to everybody, in the outbox."""
    calls = [dump([SendText(chat=person.id, text=text)]) for person in audience]
    told: dict[str, Any] = {"channel": "telegram", "now": real_now(), "urgency": Urgency.BROADCAST, "campaign": "news"}
    change(
        service,
        lambda c: [
            outbox.add(c, key=f"news:{person.id}", address=str(person.id), payload={"calls": each}, **told)
            for person, each in zip(audience, calls, strict=True)
        ],
    )


def _messages(service: Service, *, in_doubt: bool = False) -> list[Message]:
    return read(service, lambda c: outbox.listed(c, in_doubt=in_doubt))


def _is_over(service: Service) -> bool:
    return {message.state for message in _messages(service)} == {Standing.SENT}


def test_a_broadcast_under_kills_with_seed_11_misses_nobody(plazo: Program, tmp_path: Path) -> None:
    kills, chance = 4, random.Random(11)  # noqa: S311 - moments, no secrets
    with bench(plazo, tmp_path) as side:
        server = side.server
        admin = server.person(ADMIN, "Eva", language_code="es")
        service = _upgraded(side.service(now=None, admins=[ADMIN]))
        audience = _audience(side, service, 60)
        with service:
            _broadcast(side, admin)
            for start in range(1, kills + 1):
                wait_for_start(service, start)
                _wait_for_reached(side, audience, 10 * start)
                time.sleep(chance.uniform(0, 0.1))
                service.kill()
                service.start()
            server.wait_for(lambda: _is_over(service), 60)
            server.wait_for(lambda: any("61" in message.text and message.edits for message in admin.messages), 20)
            server.wait_for(lambda: _stage(service) is Stage.DONE)
        texts = [[message.text for message in person.messages] for person in audience]
        assert {text for each in texts for text in each} == {NEWS}
        doubled = {str(person.id) for person, each in zip(audience, texts, strict=True) if len(each) > 1}
        doubtful = {message.address for message in _messages(service, in_doubt=True)}
        print(f"{kills} kills, 60 messages: nobody missed, {len(doubled)} doubled, {len(doubtful)} in doubt")
        assert min(len(each) for each in texts) == 1
        assert doubled <= doubtful
        assert len(doubtful) <= 8 * kills


def _broadcast(side: Bench, admin: Person) -> None:
    """Have the admin write the news to everybody."""
    admin.says(f"/broadcast {NEWS}")
    side.server.wait_for(lambda: any(message.buttons for message in admin.messages), 30)
    [preview] = [message for message in admin.messages if message.buttons]
    admin.presses(preview.buttons[0].text)


def _wait_for_reached(side: Bench, audience: list[Person], number: int) -> None:
    side.server.wait_for(lambda: sum(bool(person.messages) for person in audience) >= number, 20)


def _stage(service: Service) -> Stage | None:
    found = read(service, lambda c: broadcasts.find(c, 1))
    return found.state if found else None


def test_told_to_stop_it_leaves_nothing_in_doubt_and_goes_on_at_once(plazo: Program, tmp_path: Path) -> None:
    with bench(plazo, tmp_path) as side:
        service = _upgraded(side.service(now=None))
        audience = _audience(side, service, 60)
        side.server.fail("sendMessage", Slow(0.3), times=None)
        with service:
            wait_for_start(service)
            _queue(service, audience)
            _wait_for_reached(side, audience, 20)
            assert service.stop()[0] == 0
        states = [message.state for message in _messages(service)]
        assert set(states) == {Standing.SENT, Standing.WAITING}
        assert states.count(Standing.SENT) == sum(len(person.messages) for person in audience)
        side.server.mend()
        with service:
            side.server.wait_for(lambda: _is_over(service), 30)
        assert [len(person.messages) for person in audience] == [1] * 60
        assert _messages(service, in_doubt=True) == []


def test_a_copy_sends_nothing_until_a_person_says_so(plazo: Program, tmp_path: Path) -> None:
    with bench(plazo, tmp_path) as side:
        original = _upgraded(side.service(now=None))
        audience = _audience(side, original, 5)
        _queue(original, audience)
        copied = plazo.run("backup", str(tmp_path / "copy.db"), "--config", str(original.config))
        assert copied.status == 0, copied.err
        copy = side.service("copy", now=None)
        shutil.copyfile(tmp_path / "copy.db", copy.folder / "plazo.sqlite3")
        ben = side.server.person(1001, "Ben", language_code="es")
        with copy:
            ben.says(QUESTION)
            assert ANSWER in ben.next_message(30).text
            time.sleep(2.5)  # it looks once a second
            assert [len(person.messages) for person in audience] == [0] * 5
            assert plazo.run("reminders", "resume", "--config", str(copy.config)).status == 0
            side.server.wait_for(lambda: _is_over(copy), 20)
        assert [len(person.messages) for person in audience] == [1] * 5


def test_a_broadcast_keeps_to_the_limits_while_people_are_answered(plazo: Program, tmp_path: Path) -> None:
    with bench(plazo, tmp_path, limits=True) as side:
        service = _upgraded(side.service(now=None))
        audience = _audience(side, service, 100)
        ben = side.server.person(1001, "Ben", language_code="es")
        with service:
            wait_for_start(service)
            _queue(service, audience)
            side.server.wait_for(lambda: audience[10].messages, 20)
            ben.says(QUESTION)
            asked = time.monotonic()
            answer = ben.next_message()
            side.server.wait_for(lambda: _is_over(service), 30)
        assert (ANSWER in answer.text, answer.at - asked < 2) == (True, True)
        assert [call for call in side.server.calls if call.status == 429] == []
        assert [len(person.messages) for person in audience] == [1] * 100
        sent = sorted(call.at for call in side.server.calls_of("sendMessage"))
        assert sent[-1] - sent[0] > 2.9
        assert _messages(service, in_doubt=True) == []


def test_a_pause_that_telegram_asks_for_holds_the_outbox_too(plazo: Program, tmp_path: Path) -> None:
    with bench(plazo, tmp_path) as side:
        service = _upgraded(side.service(now=None))
        audience = _audience(side, service, 20)
        side.server.fail("sendMessage", TooMany(2))
        with service:
            wait_for_start(service)
            _queue(service, audience)
            side.server.wait_for(lambda: _is_over(service), 30)
        held = [call for call in side.server.calls_during_holds if call.at - _first_refusal(side) > 0.2]
        assert held == []  # those that were under way already cannot be called back
        assert [len(person.messages) for person in audience] == [1] * 20


def _first_refusal(side: Bench) -> float:
    return next(call.at for call in side.server.calls if call.status == 429)

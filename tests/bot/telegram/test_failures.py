"""Telegram fails in every way it can: the bot comes back by itself, keeps to the pauses, answers all once."""

import itertools
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.botapi.calls import SendText, dump
from bot.clock import real_now
from bot.store import outbox
from bot.store.outbox import Standing
from tests.bot.program import Program
from tests.bot.service import Service
from tests.bot.telegram.running import ANSWER, QUESTION, Bench, bench, change, person, read
from tests.botapi.faults import BadRequest, Conflict, CutAfter, CutBefore, Fault, Forbidden, ServerError, Slow, TooMany
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer

_REFUSED_TOKEN = ServerError(401, json.dumps({"ok": False, "error_code": 401, "description": "Unauthorized"}))
_NUMBERS = itertools.count(2001)


@pytest.fixture(scope="module")
def side(plazo: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(plazo, tmp_path_factory.mktemp("failures")) as made:
        yield made


@pytest.fixture(scope="module")
def server(side: Bench) -> BotApiServer:
    return side.server


@pytest.fixture(scope="module")
def service(side: Bench) -> Iterator[Service]:
    with side.service(now=None) as running:
        running.wait_for_log("profile set")
        yield running


@pytest.fixture
def ana(server: BotApiServer) -> Person:
    """Somebody new."""
    return server.person(next(_NUMBERS), "Ana", language_code="es")


def _is_quiet(server: BotApiServer, *people: Person) -> bool:
    return not server.unconfirmed() and not any(person.untaken() for person in people)


def queue(service: Service, chat: int, text: str, key: str) -> None:
    """Write a message to a chat into the outbox."""
    calls = dump([SendText(chat=chat, text=text)])
    told: dict[str, Any] = {
        "key": key,
        "channel": "telegram",
        "address": str(chat),
        "payload": {"calls": calls},
        "now": real_now(),
    }
    assert change(service, lambda c: outbox.add(c, **told))


def standing(service: Service, key: str) -> tuple[Standing, int]:
    """Where a message of the outbox stands, and after how many attempts."""
    [found] = [message for message in read(service, outbox.listed) if message.key == key]
    return found.state, found.attempts


# -- fetching --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        CutBefore(),
        CutAfter(),
        ServerError(500),
        ServerError(502),
        ServerError(200, "<html>"),
        Conflict(),
        _REFUSED_TOKEN,
    ],
    ids=["cut before", "cut after", "500", "502", "a page", "409", "401"],
)
def test_fetching_that_fails_is_taken_up_again(
    server: BotApiServer, ana: Person, service: Service, fault: Fault
) -> None:
    server.fail("getUpdates", fault)
    ana.says("/help")  # it comes by the poll that is open; the next one fails
    first = ana.next_message()
    ana.says(QUESTION)
    assert ANSWER in ana.next_message(20).text
    server.wait_for(lambda: not server.unconfirmed())
    assert (ana.untaken(), first.text != "") == ([], True)
    assert service.log.count("event=stopped") == 0


def test_a_server_that_is_down_is_waited_for_however_often(server: BotApiServer, service: Service, ana: Person) -> None:
    for _ in range(2):
        server.down()
        before = service.log.count("updates cannot be fetched")
        _wait_for_more(server, service, "updates cannot be fetched", before)
        ana.says(QUESTION)
        server.up()
        assert ANSWER in ana.next_message(20).text
    server.wait_for(lambda: _is_quiet(server, ana))


def _wait_for_more(server: BotApiServer, service: Service, words: str, before: int) -> None:
    server.wait_for(lambda: service.log.count(words) > before)


# -- answering -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "most"),
    [
        (CutBefore(), 1),
        (CutAfter(), 2),
        (ServerError(500), 1),
        (ServerError(502), 1),
        (_REFUSED_TOKEN, 1),
        (Conflict(), 1),
    ],
    ids=["cut before", "cut after", "500", "502", "401", "409"],
)
def test_an_answer_that_fails_is_sent_again(
    server: BotApiServer, service: Service, ana: Person, fault: Fault, most: int
) -> None:
    server.fail("sendMessage", fault, chat=ana)
    ana.says(QUESTION)
    ana.says("/help")
    got = [message.text for message in ana.replies(most + 1, 20)]
    assert [ANSWER in text for text in got] == [True] * most + [False]
    assert ana.untaken() == []
    assert service.log.count("event=stopped") == 0


def test_errors_of_the_server_are_met_with_growing_pauses(server: BotApiServer, service: Service, ana: Person) -> None:
    server.fail("sendMessage", ServerError(), times=2, chat=ana)
    ana.says(QUESTION)
    assert ANSWER in ana.next_message(30).text
    times = [call.at for call in server.calls_of("sendMessage", ana)]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(pauses) == 2
    assert all(least <= pause < most for pause, least, most in zip(pauses, (0.8, 1.6), (1.6, 3.0), strict=True))
    assert service.log.count("event=stopped") == 0


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_pause_that_telegram_asks_for_is_kept(
    server: BotApiServer, service: Service, ana: Person, *, everywhere: bool
) -> None:
    ben = server.person(next(_NUMBERS), "Ben", language_code="es")
    server.fail("*" if everywhere else "sendMessage", TooMany(1), chat=None if everywhere else ana)
    ana.says(QUESTION)
    ben.says(QUESTION)
    assert all(ANSWER in person.next_message(20).text for person in (ana, ben))
    refused = next(call.at for call in reversed(server.calls) if call.status == 429)
    late = [call for call in server.calls_during_holds if call.at - refused > 0.2]
    assert (late if everywhere else server.calls_during_holds) == []  # what is under way cannot be called back
    server.wait_for(lambda: _is_quiet(server, ana, ben))
    assert service.log.count("event=stopped") == 0


def test_a_call_that_is_refused_is_not_repeated(server: BotApiServer, service: Service, ana: Person) -> None:
    server.fail("sendMessage", BadRequest("Bad Request: message is too long"), chat=ana)
    ana.says("/help")
    ana.says(QUESTION)
    assert ANSWER in ana.next_message().text
    assert [call.status for call in server.calls_of("sendMessage", ana)] == [400, 200]
    assert "call refused" in service.log


# -- whom nothing reaches --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "because"),
    [
        (Forbidden(), "Forbidden: bot was blocked by the user"),
        (Forbidden("Forbidden: user is deactivated"), "Forbidden: user is deactivated"),
        (BadRequest(), "Chat not found"),
    ],
)
def test_whom_an_answer_does_not_reach_is_written_to_no_more(
    server: BotApiServer, service: Service, ana: Person, fault: Fault, because: str
) -> None:
    ana.says("/help")
    ana.next_message()
    later = real_now() + timedelta(hours=1)
    told: dict[str, Any] = {
        "channel": "telegram",
        "address": str(ana.id),
        "payload": {"calls": []},
        "now": real_now(),
        "due_at": later,
    }
    change(service, lambda c: outbox.add(c, key=f"later-{ana.id}", **told))
    server.fail("sendMessage", fault, chat=ana)
    ana.says(QUESTION)
    server.wait_for(lambda: (known := person(service, ana.id)) is not None and not known.active)
    known = person(service, ana.id)
    assert known is not None
    assert known.inactive_because == because
    assert standing(service, f"later-{ana.id}") == (Standing.DROPPED, 0)
    assert [call.status for call in server.calls_of("sendMessage", ana)] == [200, 400 if because[0] == "C" else 403]
    ana.says("/help")
    ana.next_message()
    known = person(service, ana.id)
    assert known is not None
    assert (known.active, known.inactive_because) == (True, None)


def test_a_message_of_the_outbox_to_somebody_who_blocked_is_given_up_with_all_that_waits(
    server: BotApiServer, service: Service, ana: Person
) -> None:
    ana.says("/help")
    ana.next_message()
    ana.deletes_account()
    for number in (1, 2, 3):
        queue(service, ana.id, f"news {number}", f"news-{ana.id}-{number}")
    keys = [f"news-{ana.id}-{number}" for number in (1, 2, 3)]
    server.wait_for(lambda: all(standing(service, key)[0] in {Standing.FAILED, Standing.DROPPED} for key in keys))
    assert max(standing(service, key)[1] for key in keys) == 1
    known = person(service, ana.id)
    assert known is not None
    assert (known.active, known.inactive_because) == (False, "Forbidden: user is deactivated")


def test_a_message_that_waits_follows_a_group_that_becomes_a_supergroup(
    server: BotApiServer, service: Service, ana: Person
) -> None:
    group = server.group(-next(_NUMBERS), "Delegates", [ana])
    ana.says("/help@plazo_bot", in_chat=group)
    group.next_message()
    server.wait_for(lambda: server.calls_of("getUpdates")[-1].status is None)
    server.fail("getUpdates", ServerError(), times=None)  # so that the message finds out before the update tells
    ana.says("/help")
    ana.next_message()
    new = group.becomes_supergroup(-1_000_000_000_000 - next(_NUMBERS))
    queue(service, group.id, "news", f"news{group.id}")
    assert new.next_message(20).text == "news"
    server.mend()
    server.wait_for(lambda: standing(service, f"news{group.id}")[0] is Standing.SENT)
    server.wait_for(lambda: not server.unconfirmed(), 20)
    assert [call.status for call in server.calls_of("sendMessage", group)] == [200, 400]
    assert person(service, group.id) is None
    known = person(service, new.id)
    assert known is not None
    assert (known.active, known.kind, new.untaken()) == (True, "group", [])


# -- beginning and end -----------------------------------------------------------------------------------------------


def test_it_starts_while_the_server_is_down_and_ends_during_an_outage(plazo: Program, tmp_path: Path) -> None:
    with bench(plazo, tmp_path) as side:
        ana = side.server.person(1001, "Ana", language_code="es")
        side.server.down()
        with side.service() as service:
            service.wait_for_log("bot cannot be reached")
            side.server.up()
            ana.says(QUESTION)
            assert ANSWER in ana.next_message(30).text
            side.server.fail("sendMessage", ServerError(), times=None)
            ana.says(QUESTION)
            service.wait_for_log("call failed, will be repeated")
            side.server.down()
            status, seconds = service.stop()
            assert (status, seconds < 10) == (0, True)


@pytest.mark.parametrize(
    ("fault", "most"), [(TooMany(15), 5), (Slow(30), 10)], ids=["a pause asked for", "a slow call"]
)
def test_it_ends_in_time_and_goes_on_after_the_restart(
    server: BotApiServer, service: Service, ana: Person, fault: Fault, most: float
) -> None:
    server.fail("sendMessage", fault, chat=ana)
    ana.says(QUESTION)
    server.wait_for(lambda: server.calls_of("sendMessage", ana))
    before = service.log.count("event=stopping")
    if isinstance(fault, TooMany):
        server.wait_for(lambda: server.calls_of("sendMessage", ana)[-1].status == 429)
    status, seconds = service.stop()
    assert (status, seconds < most, service.log.count("event=stopping") - before) == (0, True, 1)
    service.start()
    assert all(ANSWER in message.text for message in ana.replies(2 if isinstance(fault, Slow) else 1, 60))

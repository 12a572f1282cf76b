"""Letters that are put in place while the service runs: answered from at once, and told to whom they concern."""

import time
from collections.abc import Callable
from pathlib import Path

import yaml

from bot.library import Knowledge
from bot.reminders import keeping
from bot.store import marks
from handlers.subscription import EVERYTHING
from tests.bot.program import Program
from tests.bot.service import Service, telegram
from tests.bot.telegram.running import change, read, wait_for_start
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer

NOW = "2030-05-04T10:00:00+02:00"
QUESTION = "What is the deadline for the WSIS Forum 2030?"
SUBJECT = {
    "id": "wsis-forum-2030",
    "kind": "edition",
    "rank": 2,
    "part_of": "wsis-forum",
    "year": 2030,
    "tags": ["forum"],
    "names": {"en": "WSIS Forum 2030"},
    "aliases": {"en": ["WSIS Forum 2030"]},
}


def _letter(reference: str, written: str, day: str, words: str, **more: object) -> tuple[str, dict[str, object]]:
    """A letter's text and file: written on a day, with one deadline."""
    sentence = f"Please confirm your participation in the WSIS Forum 2030 before {words}."
    text = f"Ref.: {reference}\n\nGeneva, {written}\n\n{sentence}\n"
    facts = [
        {"id": "reference", "kind": "reference", "role": "letter", "value": reference, "quote": f"Ref.: {reference}"},
        {
            "id": "confirm",
            "kind": "deadline",
            "subject": "wsis-forum-2030",
            "value": day,
            "label": {"en": "confirm participation in the WSIS Forum 2030"},
            "quote": sentence,
            **more,
        },
    ]
    date = {"3 May 2030": "2030-05-03", "4 May 2030": "2030-05-04"}[written]
    head = {"reference": reference, "language": "en", "date": date, "zone": "Europe/Zurich"}
    return text, {**head, "covers": ["wsis-forum-2030"], "facts": facts}


FIRST = _letter("XX-30/1", "3 May 2030", "2030-05-20", "20 May 2030")
SECOND = _letter("XX-30/2", "4 May 2030", "2030-05-27", "27 May 2030", supersedes=["XX-30/1#confirm"])


def _put(folder: Path, name: str, letter: tuple[str, dict[str, object]]) -> None:
    text, facts = letter
    (folder / f"{name}.md").write_text(text, "utf-8")
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True), "utf-8")


def _until(reached: Callable[[], bool], service: Service) -> None:
    latest = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < latest, service.log[-3000:]
        time.sleep(0.1)


def _answered(person: Person) -> str:
    person.says(QUESTION)
    return person.next_message().text


def test_what_is_published_while_it_runs_is_answered_and_told(plazo: Program, known: Knowledge, tmp_path: Path) -> None:
    del known  # only so that every language is compiled before
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "subjects.yaml").write_text(yaml.safe_dump([SUBJECT]), "utf-8")
    with BotApiServer() as server:
        own = {"service": {"letters_dir": str(letters)}}
        with Service(plazo, tmp_path, {**own, **telegram(server.base_url, server.token)}, NOW) as service:
            wait_for_start(service)
            asker, reader = server.person(1, "Ana"), server.person(2, "Ben")
            assert "20 May" not in _answered(asker)

            _put(letters, "one", FIRST)
            _until(lambda: service.log.count("letters taken up") == 1, service)
            assert "20 May 2030" in _answered(asker)
            _until(lambda: service.log.count("letters followed") == 2, service)

            reader.says("/start")
            reader.next_message()
            moment = read(service, marks.clock)
            assert moment is not None
            change(
                service,
                lambda c: keeping.subscribe(c, "telegram", "2", [EVERYTHING], moment[0], language="en"),
            )
            _put(letters, "two", SECOND)
            _until(lambda: service.log.count("letters taken up") == 2, service)
            assert "27 May 2030" in _answered(asker)
            told = reader.next_message(30)
            assert "20 May 2030" in told.text
            assert "27 May 2030" in told.text

            (letters / "two.yaml").write_text("reference: [", "utf-8")
            _until(lambda: read(service, marks.bad_letters) is not None, service)
            assert "27 May 2030" in _answered(asker)
            assert "two.yaml: not YAML" in str(read(service, marks.bad_letters))
            assert not reader.untaken()

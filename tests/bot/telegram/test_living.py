"""Letters that are put in place while the service runs: answered from at once, and told to whom they concern."""

import time
from collections.abc import Callable
from pathlib import Path

from bot.library import Knowledge
from bot.store import marks
from tests.bot.program import Program
from tests.bot.service import Service, telegram
from tests.bot.telegram.running import read, wait_for_start
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer
from tests.letter_making import as_pdf

NOW = "2030-05-04T10:00:00+02:00"
QUESTION = "What is the deadline for the WSIS Forum 2030?"
LETTER = """International Union

Geneva, {written}

Ref.: **{reference}**
Contact: Ms Ana Example
E-mail: forum@example.org

To the Member States

Subject: **Invitation to the WSIS Forum 2030**

Dear Sir/Madam,

I have the honour to invite you to the WSIS Forum 2030, which will be held from 8 to 12 July 2030 in Geneva.

{sentence}

Yours faithfully,

Ben EXAMPLE
Secretary-General
"""
FIRST = LETTER.format(
    reference="XX-30/1",
    written="3 May 2030",
    sentence="Please confirm your participation in the WSIS Forum 2030 by e-mail no later than 20 May 2030.",
)
SECOND = LETTER.format(
    reference="XX-30/2",
    written="4 May 2030",
    sentence="The deadline to confirm your participation in the WSIS Forum 2030, initially set for 20 May 2030, has "
    "been extended to 27 May 2030.",
)


def _publish(plazo: Program, service: Service, reference: str, text: str) -> None:
    """Have the secretariat read a PDF, look at every fact, accept it, and publish the letter."""
    file = service.folder / "letter.pdf"
    file.write_bytes(as_pdf(text))
    config = ("--config", str(service.config))
    for command in (("add", str(file)), ("review", reference), ("publish", reference)):
        ended = plazo.run("letters", *command, *config, stdin="a\n" * 40)
        assert ended.status == 0, ended.err


def _until(reached: Callable[[], bool], service: Service) -> None:
    latest = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < latest, service.log[-3000:]
        time.sleep(0.1)


def _answered(person: Person) -> str:
    person.says(QUESTION)
    return person.next_message().text


def test_a_pdf_that_is_published_while_it_runs_is_answered_from_and_told(
    plazo: Program, known: Knowledge, tmp_path: Path
) -> None:
    del known  # only so that every language is compiled before
    letters = tmp_path / "letters"
    letters.mkdir()
    with BotApiServer() as server:
        own = {"service": {"letters_dir": str(letters)}}
        with Service(plazo, tmp_path, {**own, **telegram(server.base_url, server.token)}, NOW) as service:
            wait_for_start(service)
            asker, reader = server.person(1, "Ana"), server.person(2, "Ben")
            assert "20 May" not in _answered(asker)

            _publish(plazo, service, "XX-30/1", FIRST)
            _until(lambda: service.log.count("letters taken up") == 1, service)
            assert "20 May 2030" in _answered(asker)
            _until(lambda: service.log.count("letters followed") == 2, service)

            reader.says("/subscribe everything")
            reader.next_message()
            _publish(plazo, service, "XX-30/2", SECOND)
            told = reader.next_message(60)
            assert "20 May 2030" in told.text
            assert "27 May 2030" in told.text
            assert "27 May 2030" in _answered(asker)

            (letters / "XX-30-2.yaml").write_text("reference: [", "utf-8")
            _until(lambda: read(service, marks.bad_letters) is not None, service)
            assert "XX-30-2.yaml: not YAML" in str(read(service, marks.bad_letters))
            assert "27 May 2030" in _answered(asker)
            assert not reader.untaken()

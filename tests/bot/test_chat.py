"""`plazo chat`, through a pipe and on a real pseudo-terminal."""

import os
import pty
import select
import subprocess
import sys
import time

import pytest

from tests.bot.program import COMMAND, Program

NOW = "2019-08-01T09:00:00+02:00"
WELCOME = "Plazo – the clerk who has read the letters. Ask in any of the six UN languages. /help shows the commands"


def _talk(plazo: Program, *lines: str, options: tuple[str, ...] = ("--now", NOW)) -> list[str]:
    """What the conversation prints for each line, between its welcome and its goodbye."""
    ended = plazo.run("chat", *options, stdin="".join(f"{line}\n" for line in lines))
    assert (ended.status, ended.err) == (0, "")
    marked = ended.out.removesuffix("\n").split("\n\n")
    return marked[1:]


def test_chat_greets_and_says_goodbye_at_the_end_of_input(plazo: Program) -> None:
    ended = plazo.run("chat")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(WELCOME)
    assert ended.out.endswith("\n\nGoodbye!\n")


def test_chat_answers_with_the_letters_own_words(plazo: Program) -> None:
    answer, bye = _talk(plazo, "¿Hasta cuándo se puede enviar la expresión de interés?")
    assert "16 de agosto de 2019" in answer
    assert "antes del 16 de agosto de 2019" in answer
    assert "– CL-19/35" in answer
    assert bye == "¡Hasta pronto!"


def test_chat_a_follow_up_refers_to_what_came_before(plazo: Program) -> None:
    first, contact, phone, _ = _talk(plazo, "When is the WSIS Forum 2021?", "and who is the contact?", "her phone?")
    assert "17–21 May 2021" in first
    assert "Gitanjali Sah" in contact
    assert "+41 22 730 62 40" in phone


def test_chat_help_lists_the_commands(plazo: Program) -> None:
    shown, _ = _talk(plazo, "/help")
    listed = [line.split()[0] for line in shown.splitlines()]
    assert listed == ["/deadlines", "/letters", "/source", "/language", "/help", "/quit"]


def test_chat_deadlines_are_those_open_at_the_moment(plazo: Program) -> None:
    shown, _ = _talk(plazo, "/deadlines", options=("--now", "2021-03-01T23:59:00+01:00"))
    assert ("1 March 2021" in shown, "31 January 2023" in shown) == (True, True)
    assert ("16 August 2019" in shown, "3 February 2020" in shown) == (False, False)


def test_chat_letters_lists_them_all(plazo: Program) -> None:
    shown, _ = _talk(plazo, "/letters")
    references = ["Foro CMSI 2020", "CL-19/35", "CL-20/025", "CL-21/4", "WSIS_Stocktaking_2023"]
    assert [name for name in references if name not in shown] == []


def test_chat_source_shows_the_whole_letter_of_the_last_answer(plazo: Program) -> None:
    ended = plazo.run("chat", stdin="¿Quién firmó la CL-21/4?\n/source\n")
    assert "CL-21/4\n\n" in ended.out
    assert "Houlin ZHAO" in ended.out
    assert len(ended.out) > 3_000


def test_chat_source_without_an_answer_says_so(plazo: Program) -> None:
    assert _talk(plazo, "/source")[0] == "There is no answer yet whose letter I could show."


def test_chat_language_holds_until_it_is_automatic_again(plazo: Program) -> None:
    question = "¿Dónde es la primera sesión sobre las PYME?"
    lines = ["/language fr", question, "/language auto", question, "/language xx"]
    french, in_french, automatic, in_spanish, unknown, _ = _talk(plazo, *lines)
    assert french == "Je réponds désormais en français."
    assert "Budapest (Hongrie)" in in_french
    assert automatic != french
    assert "Budapest (Hungría)" in in_spanish
    assert "ar, en, es, fr, ru, zh" in unknown


def test_chat_lang_sets_the_language_from_the_start(plazo: Program) -> None:
    assert plazo.run("chat", "--lang", "es").out.endswith("¡Hasta pronto!\n")


@pytest.mark.parametrize("line", ["/nonsense", "/", "/help\x1b[31m/"])
def test_chat_an_unknown_command_is_told_so(plazo: Program, line: str) -> None:
    assert _talk(plazo, line)[0] == "I don't know that command. /help lists them."


@pytest.mark.parametrize("word", ["/quit", "/exit", "/Q"])
def test_chat_leaves_when_told_to(plazo: Program, word: str) -> None:
    assert _talk(plazo, word, "When is the WSIS Forum 2021?") == ["Goodbye!"]


def test_chat_blank_lines_and_bad_bytes_do_no_harm(plazo: Program) -> None:
    ended = plazo.run("chat", stdin=b"\n   \n\xff\xfe\n" + b"a" * 100_000 + b"\n/help\n")
    assert (ended.status, ended.err) == (0, "")
    assert "/deadlines" in ended.out


@pytest.mark.parametrize(("option", "value"), [("--lang", "de"), ("--now", "soon"), ("--nonsense", "x")])
def test_chat_a_wrong_option_gets_one_line(plazo: Program, option: str, value: str) -> None:
    line = plazo.refusal("chat", option, value)
    assert value in line or option in line


_TAKE_THE_TERMINAL = (
    "import fcntl, os, signal, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "signal.signal(signal.SIGINT, signal.SIG_DFL);"
    "os.execv(sys.argv[1], sys.argv[1:])"
)
"""Makes the terminal the one from which Ctrl-C comes, minds it even where the tests' parent does not, and starts."""


class _Terminal:
    """A pseudo-terminal with `plazo chat` on it."""

    def __init__(self, plazo: Program) -> None:
        self._master, slave = pty.openpty()
        environment = plazo.environment(TERM="xterm", NO_COLOR="1")
        self.process = subprocess.Popen(
            [sys.executable, "-c", _TAKE_THE_TERMINAL, COMMAND, "chat", "--now", NOW],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
        )
        os.close(slave)

    def read_until(self, words: str) -> str:
        """Everything printed until these words appear."""
        found = b""
        latest = time.monotonic() + 30
        while words.encode() not in found:
            assert select.select([self._master], [], [], latest - time.monotonic())[0], found
            found += os.read(self._master, 4096)
        return found.decode("utf-8", "replace")

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)


@pytest.mark.parametrize("leaving", ["\x04", "\x03", "/quit\n"], ids=["end-of-file", "interrupt", "command"])
def test_chat_on_a_terminal_prompts_answers_and_leaves_cleanly(plazo: Program, leaving: str) -> None:
    terminal = _Terminal(plazo)
    try:
        terminal.read_until("› ")
        terminal.type("¿Hasta cuándo se puede enviar la expresión de interés?\n")
        answer = terminal.read_until("\n› ")
        terminal.type("¿y dónde?\n")
        follow_up = terminal.read_until("\n› ")
        time.sleep(0.5)  # an interrupt between the prompt and the waiting for a key would show at the next key only
        terminal.type(leaving)
        last = terminal.read_until("¡Hasta pronto!")
        assert terminal.process.wait(30) == 0
    finally:
        terminal.close()
    assert "16 de agosto de 2019 (dentro de 15 días)" in " ".join(answer.split())
    assert "Budapest (Hungría)" in follow_up
    assert "Traceback" not in answer + follow_up + last

"""`plazo chat`: a conversation in the terminal, as in Telegram, with the letters' own words."""

import shutil
import sys
import textwrap
from datetime import datetime
from typing import Annotated

import typer

from bot.answers import Rendered, respond
from bot.cli.console import bold, dim, fail, read_language, read_moment
from bot.cli.options import ConfigOption, open_letters
from bot.clock import real_now
from bot.library import Knowledge
from handlers.question import DEFAULT_LANGUAGE
from handlers.render import Renderer
from knowledge.answering.lists import all_letters, open_deadlines
from knowledge.model import LANGUAGES
from knowledge.query import Dialogue

_PROMPT = "› "
_QUIT = {"/quit", "/exit", "/q"}


class Conversation:
    """One conversation: what was said, in which language, at which moment."""

    def __init__(self, knowledge: Knowledge, language: str | None, now: datetime, width: int | None = None) -> None:
        """Begin.

        Args:
            knowledge: what Plazo knows and says.
            language: to answer in; None for each question's own.
            now: the moment at which the conversation begins; its clock runs on from there.
            width: of the terminal in columns, to break lines between words; None where there is none.
        """
        self._width = width
        self.knowledge = knowledge
        self.language = language
        self._started_at, self._began = now, real_now()
        self._dialogue = Dialogue()
        self._last: Rendered | None = None

    def now(self) -> datetime:
        """The conversation's clock."""
        return self._started_at + (real_now() - self._began)

    def shown_language(self) -> str:
        """The language for what is no answer to a question."""
        return self.language or self._dialogue.language or DEFAULT_LANGUAGE

    def say(self, key: str) -> str:
        """A text of the conversation itself."""
        return self.knowledge.wording(self.shown_language()).say(key)

    def respond(self, line: str) -> str:
        """What to print for a line: the answer to a question, or what a command gives."""
        if line.startswith("/"):
            name, _, rest = line.partition(" ")
            return self._command(name.casefold(), rest.strip())
        answer = respond(line, self.knowledge, self.now(), self._dialogue, self.language)
        self._dialogue = answer.reply.dialogue
        self._last = answer if answer.reply.answer.stated else self._last
        quotes = [dim(line) for citation in answer.citations() for line in self._broken(f"  {citation}", "  ")]
        return "\n".join([*(line for text in answer.text.split("\n") for line in self._broken(text, "")), *quotes])

    def _broken(self, line: str, indent: str) -> list[str]:
        """A line broken between words; Chinese is left to the terminal."""
        if self._width is None or self.shown_language() == "zh":
            return [line]
        return textwrap.wrap(line, self._width, subsequent_indent=indent, break_on_hyphens=False) or [line]

    def _command(self, name: str, rest: str) -> str:
        if name == "/language":
            return self._set_language(rest)
        if name == "/source":
            return self._source()
        if name in {"/help", "/start"}:
            return self.say("chat_help")
        if name in {"/deadlines", "/letters"}:
            return self._listed(name)
        return self.say("chat_unknown_command")

    def _listed(self, name: str) -> str:
        book = self.knowledge.library.book
        answer = open_deadlines(book, self.now()) if name == "/deadlines" else all_letters(book)
        renderer = Renderer(self.knowledge.wording(self.shown_language()), book, self.now())
        return renderer.answer_text(answer)

    def _set_language(self, code: str) -> str:
        if code == "auto":
            self.language = None
            return self.say("chat_language_auto")
        if code not in LANGUAGES:
            return self.say("chat_language_unknown")
        self.language = code
        return self.say("chat_language")

    def _source(self) -> str:
        if self._last is None:
            return self.say("chat_no_source")
        book = self.knowledge.library.book
        letters = dict.fromkeys(stated.fact.letter for stated in self._last.reply.answer.stated)
        return "\n\n".join(f"{bold(reference)}\n\n{book.letters[reference].text.strip()}" for reference in letters)


def chat(
    lang: Annotated[
        str | None, typer.Option("--lang", help="Answer in this language; by default each question's.")
    ] = None,
    now: Annotated[str | None, typer.Option("--now", help="The moment at which the conversation begins.")] = None,
    config: ConfigOption = None,
) -> None:
    """Talk to Plazo in the terminal; no token or mailbox is needed."""
    try:
        width = shutil.get_terminal_size().columns - 1 if sys.stdout.isatty() else None
        conversation = Conversation(open_letters(config), read_language(lang), read_moment(now), width)
    except ValueError as error:
        fail(str(error))
    talk(conversation)


def talk(conversation: Conversation) -> None:
    """Read lines and answer them, until the person leaves."""
    interactive = sys.stdin.isatty()
    if interactive:
        import readline  # noqa: F401 - gives the prompt its history and editing

    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    print(bold(conversation.say("chat_welcome")) + "\n")
    while True:
        try:
            line = input(bold(_PROMPT) if interactive else "").strip()
        except (EOFError, KeyboardInterrupt):
            break
        if line.casefold() in _QUIT:
            break
        if line:
            print(conversation.respond(line) + "\n", flush=True)
    print(conversation.say("chat_bye"))

"""The texts of the six languages: the same keys, the same placeholders, and nothing executed."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError, meta

from bot import paths
from bot.botapi.texts import LONGEST_TOAST, units
from bot.library import Knowledge
from handlers.wording import Wording
from knowledge.loading import read_yaml
from knowledge.model import LANGUAGES

FOLDERS = (paths.MESSAGES, paths.CONVERSATION, paths.REPLIES, paths.REMINDERS)
FILES = [path for folder in FOLDERS for path in sorted(folder.glob("*.yaml"))]

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
each_language = pytest.mark.parametrize("language", LANGUAGES)


def texts(path: Path) -> dict[str, str]:
    """All texts of a file by key, those in maps as `map.key`."""
    found: dict[str, str] = {}
    for key, value in read_yaml(path).items():
        rows = {f"{key}.{name}": text for name, text in value.items()} if isinstance(value, Mapping) else {key: value}
        found.update({name: str(text) for name, text in rows.items()})
    return found


def placeholders(text: str) -> set[str]:
    """The names that a template takes."""
    return meta.find_undeclared_variables(Environment(autoescape=True).parse(text))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_there_is_a_file_for_each_language(folder: Path) -> None:
    assert tuple(path.stem for path in sorted(folder.glob("*.yaml"))) == LANGUAGES


@each_file
def test_every_file_has_the_same_keys(path: Path) -> None:
    assert texts(path).keys() == texts(path.with_stem("en")).keys()


@each_file
def test_every_file_names_its_language_and_leaves_no_text_empty(path: Path) -> None:
    own = texts(path)
    assert own["language"] == path.stem
    assert [key for key, text in own.items() if not text.strip() and key not in {"separator", "comma"}] == []


@each_file
def test_a_translation_takes_what_the_english_text_takes(path: Path) -> None:
    english = texts(path.with_stem("en"))
    dates = {"day", "month", "month_number", "year"}
    other = {
        key: placeholders(text)
        for key, text in texts(path).items()
        if placeholders(text) - dates != placeholders(english[key]) - dates
    }
    assert other == {}


@each_language
def test_no_two_asks_are_called_the_same(language: str) -> None:
    names = [text for key, text in texts(paths.MESSAGES / f"{language}.yaml").items() if key.startswith("asks.")]
    assert sorted(names) == sorted(set(names))


def test_a_text_that_is_not_there_is_an_error(knowledge: Knowledge) -> None:
    with pytest.raises(KeyError):
        knowledge.wording("en").say("no_such_text")


def test_a_placeholder_that_is_not_filled_is_an_error(knowledge: Knowledge) -> None:
    with pytest.raises(UndefinedError):
        knowledge.wording("en").say("line", label="Date")


def test_what_is_filled_in_is_never_executed(knowledge: Knowledge) -> None:
    shown = knowledge.wording("en").say("line", label="{{ 7 * 7 }}", value="{% raise %}")
    assert shown == "{{ 7 * 7 }}: {% raise %}"


@pytest.mark.parametrize(("key", "there"), [("line", True), ("kinds.phone", True), ("kinds.no", False), ("no", True)])
def test_has_tells_whether_a_text_is_there(key: str, there: bool) -> None:
    assert Wording({"language": "en", "line": "x", "kinds": {"phone": "Phone"}, "no": "No"}).has(key) is there


@pytest.mark.parametrize(("language", "text"), [("ar", "\u2068CL-19/35\u2069"), ("en", "CL-19/35"), ("zh", "CL-19/35")])
def test_foreign_words_are_kept_apart_from_right_to_left_text(knowledge: Knowledge, language: str, text: str) -> None:
    assert knowledge.wording(language).apart("CL-19/35") == text


@each_file
def test_no_text_has_markup_or_loose_ends(path: Path) -> None:
    bad = re.compile(r"<[a-z/]|\bTODO\b|  |\s$|&[a-z]+;")
    assert {
        key: text for key, text in texts(path).items() if key not in {"separator", "comma"} and bad.search(text)
    } == {}


# -- what the Bot API takes --------------------------------------------------------------------------------------------


def conversation(language: str, section: str) -> dict[str, str]:
    """The texts of one section of what Plazo says around its answers."""
    return {str(name): str(text) for name, text in read_yaml(paths.CONVERSATION / f"{language}.yaml")[section].items()}


@each_language
def test_commands_and_their_descriptions_fit_the_menu(language: str) -> None:
    """Bot API, BotCommand: a description is at most 256 characters; shorter than 3 it says nothing."""
    commands = conversation(language, "commands")
    assert [name for name in commands if not re.fullmatch(r"[a-z0-9_]{1,32}", name)] == []
    assert {name: text for name, text in commands.items() if not 3 <= units(text) <= 256} == {}


@each_language
@pytest.mark.parametrize(("key", "longest"), [("description", 512), ("short_description", 120)])
def test_the_profile_fits(language: str, key: str, longest: int) -> None:
    """Bot API, setMyDescription and setMyShortDescription."""
    assert 1 <= units(conversation(language, "profile")[key]) <= longest


@each_language
def test_every_button_can_be_read_whole(knowledge: Knowledge, language: str) -> None:
    wording = knowledge.conversation(language)
    names = conversation(language, "fields").values()
    filled = {"letter": max(knowledge.library.book.letters, key=len), "number": 999_999, "total": 999_999}
    keys = [*(f"buttons.{name}" for name in conversation(language, "buttons")), "form.open_call", "form.late_call"]
    shown = {(key, name): wording.say(key, name=name, **filled) for key in keys for name in names}
    assert {key: text for key, text in shown.items() if not 1 <= units(text.strip()) <= 60} == {}


@each_language
@pytest.mark.parametrize(
    "key",
    ["rated_good", "rated_bad", "button_is_old", "private_only", "remind.already", "remind.over", "remind.ended"],
)
def test_a_toast_is_not_cut(knowledge: Knowledge, language: str, key: str) -> None:
    """Bot API, answerCallbackQuery."""
    assert 1 <= units(knowledge.conversation(language).say(key)) <= LONGEST_TOAST

"""What somebody wants to be reminded of, from words in six languages; and what is asked again, with suggestions."""

from datetime import datetime

import pytest

from bot.library import Knowledge
from handlers.notice import NoticeWriter
from handlers.render import Renderer
from handlers.request_words import request_words
from handlers.subscribing import MOST_SUGGESTIONS, Wanted, wanted
from handlers.subscription import read_scope
from knowledge.model import LANGUAGES

NOW = datetime.fromisoformat("2019-08-01T09:00:00+02:00")
SESSION = "deadline:CL-19/35#session-deadline"
FORUMS = ["subject:wsis-forum", "subject:wsis-forum-2023", "subject:wsis-forum-2021", "subject:wsis-forum-2020"]


def ask(knowledge: Knowledge, text: str, language: str = "en") -> Wanted:
    """What a text asks for."""
    words = request_words(knowledge.reminders(code) for code in LANGUAGES)
    return wanted(text, knowledge.library, language, NOW, words)


def scopes(found: Wanted) -> list[str]:
    """What is certain, as text; nothing is suggested beside it."""
    assert not (found.scopes and found.suggestions)
    return [str(scope) for scope in found.scopes]


def suggested(found: Wanted) -> list[str]:
    """What could be meant, as text; nothing is certain."""
    assert found.scopes == ()
    return [str(scope) for scope in found.suggestions]


# -- what is certain ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "الكل"),
        ("ar", "كل شيء"),
        ("ar", "جميع المواعيد النهائية"),
        ("en", "everything"),
        ("en", "All deadlines, please"),
        ("en", "deadlines"),
        ("es", "todo"),
        ("es", "Todos los plazos"),
        ("fr", "tout"),
        ("fr", "toutes les échéances"),
        ("ru", "все"),
        ("ru", "Все сроки"),
        ("zh", "全部"),
        ("zh", "所有截止日期"),
    ],
)
def test_everything_is_understood(knowledge: Knowledge, language: str, text: str) -> None:
    assert scopes(ask(knowledge, text, language)) == ["all"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_for_everything_counts_in_each_language_of_the_person(knowledge: Knowledge, language: str) -> None:
    assert [scopes(ask(knowledge, text, language)) for text in ("tout", "todo", "全部")] == [["all"]] * 3


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "منتدى 2021"),
        ("en", "the WSIS Forum 2021"),
        ("en", "remind me of the Forum 2021"),
        ("es", "Foro 2021"),
        ("es", "recuérdame el Foro 2021"),
        ("fr", "le Forum 2021"),
        ("ru", "Форум 2021"),
        ("zh", "2021年论坛"),
    ],
)
def test_an_edition_is_understood_as_in_a_question(knowledge: Knowledge, language: str, text: str) -> None:
    assert scopes(ask(knowledge, text, language)) == ["subject:wsis-forum-2021"]


@pytest.mark.parametrize(
    ("language", "text", "subject"),
    [
        ("en", "the SME consultation", "sme-consultation"),
        ("es", "la consulta sobre las PYME", "sme-consultation"),
        ("zh", "中小企业磋商", "sme-consultation"),
        ("en", "first SME session", "sme-session-1"),
        ("en", "the Forum", "wsis-forum"),
        ("es", "el inventario", "stocktaking"),
        ("en", "the deadline for the stocktaking", "stocktaking"),
        ("en", "everything about the Forum", "wsis-forum"),
        ("en", "stock taking 2023", "stocktaking-2023"),
        ("en", "sme-consultation", "sme-consultation"),
    ],
)
def test_a_subject_is_understood(knowledge: Knowledge, language: str, text: str, subject: str) -> None:
    assert scopes(ask(knowledge, text, language)) == [f"subject:{subject}"]


def test_every_subject_is_found_by_its_own_name_in_each_language(knowledge: Knowledge) -> None:
    subjects = [subject for subject in knowledge.library.book.subjects.values() if subject.rank]
    assert [
        (subject.id, language)
        for subject in subjects
        for language in LANGUAGES
        if scopes(ask(knowledge, f" {subject.names[language].upper()} ", language)) != [f"subject:{subject.id}"]
    ] == []


@pytest.mark.parametrize("text", ["CL-19/35", "cl-19/35", "letter CL-19/35", "the consultation in CL-19/35"])
def test_a_letter_is_found_by_its_reference(knowledge: Knowledge, text: str) -> None:
    assert scopes(ask(knowledge, text)) == ["letter:CL-19/35"]


def test_what_is_named_beside_a_letter_counts_unless_the_letter_is_about_it(knowledge: Knowledge) -> None:
    expected = ["letter:CL-19/35", "subject:wsis-forum-2021"]
    assert scopes(ask(knowledge, "CL-19/35 and the Forum 2021")) == expected


@pytest.mark.parametrize(
    "text", ["16 August 2019", "16 August", "CL-19/35#session-deadline", "the SME consultation, 16 August"]
)
def test_a_deadline_is_found_by_its_day_or_id(knowledge: Knowledge, text: str) -> None:
    assert scopes(ask(knowledge, text)) == [SESSION]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_we_call_a_scope_ourselves_is_understood(knowledge: Knowledge, language: str) -> None:
    """A person may answer with one of the names that were suggested."""
    texts = knowledge.reminders(language)
    writer = NoticeWriter(texts, Renderer(knowledge.wording(language), knowledge.library.book, NOW))
    own = [SESSION, "all", "letter:CL-21/4", "subject:wsis-forum-2021", "subject:sme-consultation"]
    found = [scopes(ask(knowledge, writer.scope_name(read_scope(scope)), language)) for scope in own]
    assert found == [[scope] for scope in own]


@pytest.mark.parametrize("apart", [", ", "; ", "\n", "، ", "，"])
def test_several_things_are_taken_when_all_are_certain(knowledge: Knowledge, apart: str) -> None:
    text = apart.join(["Forum 2021", "stocktaking", "CL-19/35"])
    assert scopes(ask(knowledge, text)) == ["subject:wsis-forum-2021", "subject:stocktaking", "letter:CL-19/35"]


def test_two_editions_are_two_things(knowledge: Knowledge) -> None:
    expected = ["subject:wsis-forum-2020", "subject:wsis-forum-2021"]
    assert scopes(ask(knowledge, "WSIS Forum 2020 and 2021")) == expected


# -- what is asked again -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("consultation", ["subject:sme-consultation", "subject:wsis-forum-2020-consultation"]),
        ("WSIS", ["subject:stocktaking", "subject:wsis-forum"]),
        ("Forum 2021 and the stocktaking", ["subject:wsis-forum-2021", "subject:stocktaking"]),
        ("Budapest", [SESSION, "subject:sme-session-1"]),
        ("2021", ["subject:wsis-forum-2021"]),
    ],
)
def test_what_is_ambiguous_is_asked_again(knowledge: Knowledge, text: str, expected: list[str]) -> None:
    assert suggested(ask(knowledge, text)) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "منتدى 2022"),
        ("en", "Forum 2022"),
        ("es", "Foro 2022"),
        ("fr", "Forum 2022"),
        ("ru", "Форум 2022"),
        ("zh", "2022年论坛"),
    ],
)
def test_an_edition_that_is_not_there_suggests_those_that_are(knowledge: Knowledge, language: str, text: str) -> None:
    assert suggested(ask(knowledge, text, language)) == FORUMS


@pytest.mark.parametrize("text", ["the SME consultation xyzzy", "SME consultation, pizza"])
def test_what_is_half_understood_is_only_suggested(knowledge: Knowledge, text: str) -> None:
    assert suggested(ask(knowledge, text)) == ["subject:sme-consultation"]


@pytest.mark.parametrize("text", ["CL-19/36", "CL 19-35x"])
def test_a_reference_that_is_not_there_suggests_the_nearest(knowledge: Knowledge, text: str) -> None:
    assert suggested(ask(knowledge, text))[:1] == ["letter:CL-19/35"]


@pytest.mark.parametrize(
    "text", ["", "  ", "pizza", "xyzzy", "ITU", "Clark", "please", "2030", "31 February", "?", "x" * 6000, "\x00", "🙂"]
)
def test_what_means_nothing_here_gives_nothing(knowledge: Knowledge, text: str) -> None:
    assert ask(knowledge, text) == Wanted()


def test_suggestions_are_few(knowledge: Knowledge) -> None:
    text = "pizza, Forum 2022, WSIS, consultation, CL-19/36"
    assert len(suggested(ask(knowledge, text))) == MOST_SUGGESTIONS


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("ar", "كل شيء ما عدا التقييم", "subject:stocktaking"),
        ("ar", "لا أريد منتدى 2021", "subject:wsis-forum-2021"),
        ("en", "everything except the stocktaking", "subject:stocktaking"),
        ("en", "all but the Forum 2021", "subject:wsis-forum-2021"),
        ("en", "please don't remind me of CL-19/35", "letter:CL-19/35"),
        ("es", "todo menos el inventario", "subject:stocktaking"),
        ("es", "no quiero el foro 2021", "subject:wsis-forum-2021"),
        ("fr", "tout sauf l'inventaire", "subject:stocktaking"),
        ("fr", "je ne veux pas le forum 2021", "subject:wsis-forum-2021"),
        ("ru", "всё, кроме форума 2021", "subject:wsis-forum-2021"),
        ("ru", "не надо CL-19/35", "letter:CL-19/35"),
        ("zh", "除了清点都要", "subject:stocktaking"),
        ("zh", "不要2021论坛", "subject:wsis-forum-2021"),
    ],
)
def test_what_is_denied_or_excepted_is_asked_again(knowledge: Knowledge, language: str, text: str, named: str) -> None:
    assert suggested(ask(knowledge, text, language)) == [named]


@pytest.mark.parametrize(
    ("language", "text"), [("es", "carta n.º CL-19/35"), ("fr", "lettre n° CL-19/35"), ("ru", "письмо № CL-19/35")]
)
def test_an_abbreviated_number_is_no_denial(knowledge: Knowledge, language: str, text: str) -> None:
    assert scopes(ask(knowledge, text, language)) == ["letter:CL-19/35"]

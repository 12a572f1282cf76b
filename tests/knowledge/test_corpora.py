"""The example questions of each language: nearly all answered rightly, and nothing answered that no letter states."""

from collections.abc import Callable

import pytest

from bot.library import Knowledge
from tests.asking import status
from tests.scoring import LANGUAGES, Asked, plain

MOST_WRONG = 0.03
Corpus = Callable[[str], tuple[Asked, ...]]


def test_there_is_a_corpus_for_each_language() -> None:
    assert LANGUAGES == ("ar", "en", "es", "fr", "ru", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_every_question_is_answered_rightly(knowledge: Knowledge, corpus: Corpus, language: str) -> None:
    texts = [plain(letter.text) for letter in knowledge.library.book.letters.values()]
    lines = corpus(language)
    wrong = [line.report(problems) for line in lines if (problems := line.problems(texts))]
    assert len(wrong) <= MOST_WRONG * len(lines), "\n".join([f"{len(wrong)} of {len(lines)} wrong", *wrong])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_that_the_letters_leave_open_is_answered(corpus: Corpus, language: str) -> None:
    refusable = [line for line in corpus(language) if line.wanted["status"] == "unknown"]
    assert refusable
    answered = [line.report([line.answer.text]) for line in refusable if status(line.answer) == "answered"]
    assert not answered, "\n".join(answered)

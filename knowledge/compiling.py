"""From the folders of letters and vocabulary to a Library: slow and thorough, done once and then cached by `bot`."""

from collections.abc import Sequence
from pathlib import Path

from knowledge.book import FactBook
from knowledge.errors import BadLetterError, BadVocabularyError
from knowledge.loading import check_shape, load_book, read_yaml
from knowledge.model import LANGUAGES
from knowledge.schema import ConceptsFile, ForeignFile, VocabularyFile
from knowledge.understanding.entities import References, read_references
from knowledge.understanding.language import WordLists, build_word_lists
from knowledge.understanding.lexicon import Lexicon
from knowledge.understanding.lexicon_building import build_lexicon, check_vocabulary

CONCEPTS = "concepts.yaml"
FOREIGN = "foreign.yaml"
_HAN = (0x4E00, 0x9FFF)


def load_concepts(folder: Path) -> ConceptsFile:
    """Read the list of ids that vocabularies and letters share.

    Raises:
        BadLetterError: the file is not there or not as it should be.
    """
    return check_shape(ConceptsFile, read_yaml(folder / CONCEPTS), CONCEPTS)


def load_vocabulary(folder: Path, language: str, concepts: ConceptsFile) -> VocabularyFile:
    """Read one language's words.

    Raises:
        BadVocabularyError: the file lacks an id or has one that is unknown; the message names it.
    """
    name = f"{language}.yaml"
    try:
        words = check_shape(VocabularyFile, read_yaml(folder / name), name)
    except BadLetterError as error:
        raise BadVocabularyError(str(error)) from error
    if words.language != language:
        raise BadVocabularyError(f"{name}: language: {words.language!r} should be {language!r}")
    check_vocabulary(words, concepts, name)
    return words


def _syllables() -> dict[str, str]:
    """The toneless syllable of each Chinese character: characters of one syllable are often typed for each other."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - a large table, needed only while compiling

    return {chr(code): lazy_pinyin(chr(code), style=Style.NORMAL)[0] for code in range(_HAN[0], _HAN[1] + 1)}


def compile_lexicon(folder: Path, language: str, book: FactBook) -> Lexicon:
    """Compile one language's lexicon for a book.

    Raises:
        BadVocabularyError: the vocabulary cannot be used.
    """
    concepts = load_concepts(folder)
    words = load_vocabulary(folder, language, concepts)
    fallback = None if language == "en" else load_vocabulary(folder, "en", concepts)
    syllables = _syllables() if language == "zh" else {}
    return build_lexicon(words, fallback, book.subjects.values(), syllables)


def compile_base(letters: Sequence[Path], vocabulary: Path) -> tuple[FactBook, References, WordLists]:
    """Read all the letters and what tells the languages apart.

    Args:
        letters: the folders of letters and subjects.
        vocabulary: the folder of words.

    Raises:
        BadLetterError: a letter or the list of subjects cannot be used.
        BadVocabularyError: a vocabulary cannot be used.
    """
    concepts = load_concepts(vocabulary)
    book = load_book(letters, concepts)
    words = [load_vocabulary(vocabulary, language, concepts) for language in LANGUAGES]
    foreign = check_shape(ForeignFile, read_yaml(vocabulary / FOREIGN), FOREIGN)
    lists = build_word_lists(words, foreign.root, book.subjects.values())
    return book, read_references(book.letters), lists

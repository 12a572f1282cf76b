"""Every error that this package raises, the tree on top."""


class KnowledgeError(Exception):
    """Something is wrong with what Plazo knows; the message names the file or value and the way out."""


class BadLetterError(KnowledgeError):
    """A letter, its facts or the list of subjects cannot be used: the message names file and field."""


class BadVocabularyError(KnowledgeError):
    """A vocabulary file cannot be used: the message names file and field."""


class BadDateError(KnowledgeError, ValueError):
    """A text is not a date, time or interval in the EDTF forms that Plazo uses."""


class UnreadableLetterError(KnowledgeError):
    """A letter's file yields no text: the message names the file and says why in one line."""

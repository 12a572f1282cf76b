"""Whether a packed file (Word's are ZIP archives) is safe to unpack, by its directory alone."""

import zipfile
from io import BytesIO

from knowledge.errors import UnreadableLetterError

_MOST_UNPACKED = 200_000_000
_MOST_PART = 60_000_000
_MOST_FILES = 5_000


def check_packed(data: bytes) -> None:
    """Refuse an archive that is broken or would unpack to too much.

    Raises:
        UnreadableLetterError: it is.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise UnreadableLetterError("the Word file is broken") from None
    texts = [entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels"))]
    is_large = sum(entry.file_size for entry in entries) > _MOST_UNPACKED or max(texts, default=0) > _MOST_PART
    if len(entries) > _MOST_FILES or is_large:
        raise UnreadableLetterError("the Word file would unpack to too much")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableLetterError("the Word file asks for a password: save it without one")

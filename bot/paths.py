"""Where the program's own data is, installed or in a clone, and where it may keep a cache."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LETTERS = ROOT / "knowledge" / "letters"
VOCABULARY = ROOT / "config" / "vocabulary"
MESSAGES = ROOT / "config" / "messages"
CONVERSATION = ROOT / "config" / "conversation"
REPLIES = ROOT / "config" / "replies"
REMINDERS = ROOT / "config" / "reminders"
PAGES = ROOT / "config" / "pages"
MAIL_WORDS = ROOT / "config" / "mail"
EXTRACTION = ROOT / "config" / "extraction"
DATES = ROOT / "config" / "dates"
PLACES = ROOT / "config" / "places.yaml"
CODE = ROOT / "knowledge"
EXTRACTING = CODE / "extraction"
"""Reads letters before they are published: nothing that is compiled depends on it."""


def cache_folder() -> Path:
    """The folder for compiled knowledge: PLAZO_CACHE, else `plazo` in the user's cache (XDG Base Directory)."""
    own = os.environ.get("PLAZO_CACHE")
    if own:
        return Path(own)
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "plazo"
    except RuntimeError:  # a user without a home, as in some containers: no cache can be kept
        return Path(os.devnull) / "plazo"

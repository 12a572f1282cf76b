"""What a mail wants, and whom it names: nominations, withdrawals, questions, read from a `Message` by words alone."""

from mail.nomination.intent import Intent
from mail.nomination.people import Person
from mail.nomination.reading import Nomination, read_nomination
from mail.nomination.signals import Signals
from mail.nomination.words import MailWords

__all__ = ["Intent", "MailWords", "Nomination", "Person", "Signals", "read_nomination"]

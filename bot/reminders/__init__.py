"""Reminders: who is told of which deadline, when, and how that comes into the outbox."""

"""The pages on which somebody ends or confirms reminders in a browser."""

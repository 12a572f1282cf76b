"""From bytes to messages and back."""

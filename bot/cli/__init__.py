"""The `plazo` command, one module a group of commands."""

"""A file that cannot be read: one Chinese sentence that says why and what to do."""

from __future__ import annotations


class Unreadable(Exception):
    """`args[0]` is shown to whoever sent the file."""

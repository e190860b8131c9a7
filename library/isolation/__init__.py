"""Reading files from strangers in a process of its own, which is limited and may die.

caller.py   in the worker: gives a file to a child and looks up while that reads
child.py    the child: no Django, no connection, no secret; limits itself, then reads file after file

What runs in a child is a function of one path that returns what JSON can say."""

from __future__ import annotations


class Unreadable(Exception):
    """The file cannot be read, or not within the limits; the message says why."""

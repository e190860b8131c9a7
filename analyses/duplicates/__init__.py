"""Duplicates: finding them (detection/), keeping what was found, and its age."""

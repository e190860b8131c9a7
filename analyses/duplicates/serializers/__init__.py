"""Analyses, groups and the rest as the API shows them."""

"""Step 2, block: which pairs are worth comparing, decided by shared keys, never by all pairs."""

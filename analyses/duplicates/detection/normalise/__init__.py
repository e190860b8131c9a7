"""Step 1, normalise: from the fields of a track to the values that are compared."""

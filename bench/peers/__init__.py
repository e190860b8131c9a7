"""Other ways to find duplicates, one a file, that the detector is measured beside."""

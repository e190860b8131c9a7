"""Step 5, group: from pairs to groups whose members all match the canonical."""

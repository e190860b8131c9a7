"""Step 4, score: criteria that each add to or take from the confidence that two tracks are one."""

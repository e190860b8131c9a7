"""What a run compared and what came of it, kept so that the next one compares only what has changed."""

from __future__ import annotations

from django.db import models

from analyses.duplicates.models.analyses import DuplicateAnalysis


class LibraryPart(models.Model):
    """A piece of a library as the detector prepared it (detection.packing).

    Those of the analysis's own generation are valid once it is `prepared`; others are leftovers."""

    id = models.BigAutoField(primary_key=True)
    analysis = models.ForeignKey(
        DuplicateAnalysis, on_delete=models.CASCADE, related_name="library_parts", db_index=False
    )
    generation = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    number = models.PositiveIntegerField(help_text="From 0; the parts of one name are one value.")
    data = models.BinaryField()

    class Meta:
        constraints = [
            # Read back by name, in order.
            models.UniqueConstraint(
                fields=["analysis", "generation", "name", "number"],
                name="duplicates_library_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class ScoreBlock(models.Model):
    """One finished block of pairs: five arrays, little-endian, of one length.

    A row for each pair would be a hundred times the size; an interrupted run reads them all back
    and goes on behind the last one."""

    id = models.BigAutoField(primary_key=True)
    analysis = models.ForeignKey(
        DuplicateAnalysis, on_delete=models.CASCADE, related_name="score_blocks", db_index=False
    )
    generation = models.PositiveIntegerField(default=0)
    number = models.PositiveIntegerField(help_text="From 0, in the detector's order.")
    pairs = models.PositiveIntegerField()
    left = models.BinaryField(help_text="Ids of tracks, int64.")
    right = models.BinaryField(help_text="Ids of tracks, int64.")
    confidence = models.BinaryField(help_text="0 to 1, float32.")
    kind = models.BinaryField(help_text="What the detector says of the pair, int8.")
    gap = models.BinaryField(default=b"", help_text="Seconds between the lengths, float32.")

    class Meta:
        constraints = [
            # Read back in order; no block is scored into the same analysis twice.
            models.UniqueConstraint(
                fields=["analysis", "generation", "number"], name="duplicates_score_block"
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.number}: {self.pairs} pairs"

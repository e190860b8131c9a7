"""The scored pairs of a run, kept block by block as they are finished."""

from __future__ import annotations

from django.db import models

from analyses.duplicates.models.analyses import DuplicateAnalysis


class ScoreBlock(models.Model):
    """One finished block of pairs: four arrays, little-endian, of one length.

    A row for each pair would be a hundred times the size; an interrupted run reads them all back
    and goes on behind the last one."""

    id = models.BigAutoField(primary_key=True)
    analysis = models.ForeignKey(
        DuplicateAnalysis, on_delete=models.CASCADE, related_name="score_blocks", db_index=False
    )
    number = models.PositiveIntegerField(help_text="From 0, in the detector's order.")
    pairs = models.PositiveIntegerField()
    left = models.BinaryField(help_text="Ids of tracks, int64.")
    right = models.BinaryField(help_text="Ids of tracks, int64.")
    confidence = models.BinaryField(help_text="0 to 1, float32.")
    kind = models.BinaryField(help_text="What the detector says of the pair, int8.")

    class Meta:
        constraints = [
            # Read back in order; no block is scored into the same analysis twice.
            models.UniqueConstraint(fields=["analysis", "number"], name="duplicates_score_block"),
        ]

    def __str__(self) -> str:
        return f"block {self.number}: {self.pairs} pairs"

"""Splink: Fellegi and Sunter's model, its weights learned without labels by expectation maximisation.

Candidates come from equal fields and from shared rare words; DuckDB compares them. A library too small
to learn from is scored with the weights of a larger one.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from bench.libraries import Data, Pairs, same_isrc
from bench.peers.grouping import ScoredPairs, components, crossed, lengths_for
from bench.peers.ours import cleaned
from bench.peers.peer import Cut, Option, Peer
from bench.peers.texts import fields_of
from bench.quality import Labels

# Tracks: fewer teach nothing, and are few enough to compare each with every other.
FEW = 1_000
# A word brings together at most so many tracks.
MOST_HOLDERS = 50
MEMORY = "8GB"
SEED = 1


def _find(data: Data | Pairs, option: Option, cuts: Sequence[Cut]) -> list[Labels]:
    logging.getLogger("splink").setLevel(logging.ERROR)
    tracks = len(data.rows)
    few = tracks < FEW
    model = _learned(_table(same_isrc() if few else data, option), option)
    linker = _linker(_table(data, option), _settings(option, every_pair=few, model=model))
    least = min(cut.threshold for cut in cuts)
    found = linker.inference.predict(threshold_match_weight=least)
    rows = (
        found.as_duckdbpyrelation().project("unique_id_l, unique_id_r, match_weight").fetchnumpy()
    )
    left, right, score = (np.asarray(column) for column in rows.values())
    return components(
        ScoredPairs(left=left, right=right, score=score), lengths_for(cuts, data), tracks, cuts
    )


def _table(data: Data | Pairs, option: Option) -> Any:
    """Return the tracks as a data frame, None where a value is missing."""
    import pandas

    fields = fields_of(data, str(option["text"]), ("title", "artist", "album"))
    title, artist, album = (
        [text or None for text in column] for column in zip(*fields, strict=True)
    )
    columns = cleaned(data)
    known = np.isfinite(columns.duration)
    return pandas.DataFrame({
        "unique_id": np.arange(len(fields)),
        "title": title,
        "artist": artist,
        "album": album,
        "version": columns.version,
        "duration": [float(d) if k else None for d, k in zip(columns.duration, known, strict=True)],
        "year": [int(year) or None for year in columns.year],
        "position": [_position(row.track_number) for row in data.rows],
        "rare": _rare_words(fields),
    })  # fmt: skip


def _position(value: object) -> int | None:
    digits = re.match(r"\d+", str(value or ""))
    return int(digits[0]) if digits else None


def _rare_words(fields: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """Return of each track the words and neighbouring word pairs that few others have."""
    words = [_words(" ".join(texts)) for texts in fields]
    holders = Counter(word for several in words for word in several)
    return [sorted(w for w in several if 1 < holders[w] <= MOST_HOLDERS) for several in words]


def _words(text: str) -> set[str]:
    words = text.split()
    return {*words, *(f"{one} {other}" for one, other in pairwise(words))}


def _settings(option: Option, *, every_pair: bool, model: dict[str, Any] | None = None) -> Any:
    import splink.comparison_library as compare
    from splink import SettingsCreator, block_on

    exploded = (
        [block_on("rare", arrays_to_explode=["rare"])] if option["block"] == "rare words" else []
    )
    fields = [block_on("title"), block_on("artist", "substr(title, 1, 4)"), block_on("album", "position"),
              block_on("album", "substr(title, 1, 4)")]  # fmt: skip
    rules: list[Any] = ["1=1"] if every_pair else [*fields, *exploded]
    if model:
        return {**model, "blocking_rules_to_generate_predictions": [
            {"blocking_rule": rule, "sql_dialect": "duckdb"} if isinstance(rule, str)
            else rule.get_blocking_rule("duckdb").as_dict() for rule in rules]}  # fmt: skip
    near = [0.97, 0.92, 0.85, 0.75]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("title", near).configure(
                term_frequency_adjustments=True
            ),
            compare.JaroWinklerAtThresholds("artist", near).configure(
                term_frequency_adjustments=True
            ),
            compare.JaroWinklerAtThresholds("album", [0.92, 0.8]),
            compare.ExactMatch("version"),
            _apart("duration", (1, 3, 8, 30)),
            _apart("year", (0, 1)),
            _apart("position", (0,)),
        ],
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
    )


def _apart(column: str, steps: Sequence[float]) -> Any:
    """Compare numbers by how far they are apart at most."""
    import splink.comparison_level_library as level
    import splink.comparison_library as compare

    levels = [level.CustomLevel(f"abs({column}_l - {column}_r) <= {step}") for step in steps]
    return compare.CustomComparison(
        output_column_name=column,
        comparison_levels=[level.NullLevel(column), *levels, level.ElseLevel()],
    )


def _learned(table: Any, option: Option) -> dict[str, Any]:
    """Return the model that the tracks teach."""
    from splink import block_on

    linker = _linker(table, _settings(option, every_pair=False))
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("title", "artist")], recall=0.6
    )
    training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=SEED)
    for columns in (("title",), ("artist", "substr(title, 1, 4)"), ("album", "duration")):
        training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    return dict(linker.misc.save_model_to_json())


def _linker(table: Any, settings: Any) -> Any:
    import duckdb
    from splink import DuckDBAPI, Linker

    database = DuckDBAPI(connection=duckdb.connect(config={"memory_limit": MEMORY}))
    return Linker(table, settings, db_api=database, set_up_basic_logging=False)


PEER = Peer(
    name="Splink",
    find=_find,
    choices={"text": ("cleaned", "folded"), "block": ("fields", "rare words")},
    cuts=crossed((-6, -3, 0, 2, 4, 6, 8, 10, 12, 15, 18, 22)),
    package="splink",
)

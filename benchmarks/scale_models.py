"""Make the tables of the section on scale, and the models that score them.

Runs in the project's environment, in a project's folder; leaves bundles/<model> and
tables/<millions>.parquet; prints the seconds of the trees' predict_proba on a million rows of
numpy as JSON.
"""

import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import yaml
from measured_project.data.make_dataset import make_dataset
from measured_project.models.bundle import load_bundle
from measured_project.models.manifest import columns_of
from measured_project.models.train_model import train_model
from measured_project.params import load_params
from measured_project.paths import MODEL, PARAMS, SCHEMA, SPLIT

MODELS = ("logistic_regression", "random_forest")
LEARNT_ROWS, GROUP_ROWS = 20_000, 1_000_000
SEED = 20


def main(millions: Sequence[int]) -> None:
    """Make the tables, fit the models."""
    Path("tables").mkdir()
    _write(Path("tables/learnt.parquet"), LEARNT_ROWS, with_target=True)
    for count in millions:
        _write(Path(f"tables/{count}.parquet"), count * 1_000_000)
    settings = yaml.safe_load(PARAMS.read_text(encoding="utf-8"))
    settings["source"]["path"] = "tables/learnt.parquet"
    settings["target"]["column"] = "target"
    settings["features"] = {}
    for path in (SCHEMA, SPLIT):
        path.unlink()
    for model in MODELS:
        settings["training"]["candidates"] = [model]
        PARAMS.write_text(yaml.safe_dump(settings), encoding="utf-8")
        params = load_params()
        make_dataset(params)
        train_model(params)
        shutil.copytree(MODEL.parent, Path("bundles", model))
    print(json.dumps(_numpy_seconds()))


def _write(path: Path, rows: int, with_target: bool = False) -> None:
    random = np.random.default_rng(SEED)
    writer = None
    for first in range(0, rows, GROUP_ROWS):
        table = _rows(random, min(GROUP_ROWS, rows - first), with_target)
        writer = writer or pa.parquet.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=GROUP_ROWS)
    writer.close()


def _rows(random: np.random.Generator, rows: int, with_target: bool) -> pa.Table:
    """Eight numbers, eight categories of 3 to 10 words; a thirtieth of each is missing."""
    columns: dict[str, pa.Array] = {}
    signal = np.zeros(rows)
    for place in range(8):
        numbers = random.lognormal(3, 0.5, rows).round(2)
        signal += (numbers - 20) * (place - 4) / 100
        columns[f"number_{place}"] = pa.array(numbers, mask=random.random(rows) < 1 / 30)
    for place in range(8):
        words = [f"level {number}" for number in range(3 + place)]
        codes = random.integers(len(words), size=rows)
        signal += (codes % 3 - 1) * 0.3
        coded = pa.array(codes, pa.int32(), mask=random.random(rows) < 1 / 30)
        columns[f"category_{place}"] = pa.DictionaryArray.from_arrays(coded, words).cast(
            pa.string())
    if with_target:
        columns["target"] = pa.array(np.where(signal + random.normal(size=rows) > 0,
                                              "bad", "good"))
    return pa.table(columns)


def _numpy_seconds() -> float:
    """Time the trees' own predict_proba on a million encoded rows in memory; best of two."""
    pipeline, manifest = load_bundle(MODEL)
    table = pa.parquet.read_table("tables/1.parquet", columns=columns_of(manifest))
    X = np.concatenate([np.asarray(pipeline[:-1].transform(batch.to_pandas()), dtype=np.float32)
                        for batch in table.to_batches(100_000)])
    seconds = []
    for _ in range(2):
        started = time.perf_counter()
        pipeline[-1].predict_proba(X)
        seconds.append(time.perf_counter() - started)
    return min(seconds)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]])

"""Two other ways to score a table of the project in this folder, each as a process of its own.

`python -m benchmarks.scale_ways limit <table>` reads and writes; `pandas <table>` scores.
"""

import sys
from pathlib import Path

OUTPUT = Path("scores.parquet")
SHARE = 0.8


def limit(table: Path) -> None:
    """Read the columns that the model reads, and write as many as scoring writes; score nothing."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet
    from measured_project.data.parquet_source import BATCH_ROWS, PAGE_BYTES

    names = pa.parquet.read_schema(table).names
    words = [name for name in names if name.startswith("category")]
    fields = pa.schema([("row", pa.int64()), ("probability", pa.float64()),
                        ("prediction", pa.string())])
    shares = np.random.default_rng(0).random(BATCH_ROWS)
    classes = pa.array(np.where(shares < 0.5, "bad", "good"), pa.string())
    first = 1
    with (pa.parquet.ParquetFile(table, read_dictionary=words, pre_buffer=False,
                                 buffer_size=PAGE_BYTES) as file,
          pa.parquet.ParquetWriter(OUTPUT, fields, use_dictionary=["prediction"]) as writer):
        for records in file.iter_batches(BATCH_ROWS, columns=names):
            rows = records.num_rows
            writer.write_table(pa.table([np.arange(first, first + rows), shares[:rows],
                                         classes[:rows]], schema=fields))
            first += rows


def pandas(table: Path) -> None:
    """Score the whole table as one DataFrame, as a notebook would.

    Writes nothing where that needs more than SHARE of the memory that is free: the system would
    end some process, not always this one.
    """
    import resource

    import psutil

    most = int(SHARE * psutil.virtual_memory().available)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    OUTPUT.unlink(missing_ok=True)
    try:
        _as_one_frame(table)
    except MemoryError:
        print(f"no {most:,} bytes of memory are enough")


def _as_one_frame(table: Path) -> None:
    import numpy as np
    import pandas as pd
    from measured_project.models.bundle import load_bundle
    from measured_project.models.manifest import columns_of

    pipeline, manifest = load_bundle(Path("models/model.skops"))
    rows = pd.read_parquet(table)
    shares = pipeline.predict_proba(rows[columns_of(manifest)])[:, 1]
    scores = pd.DataFrame({"row": np.arange(1, len(rows) + 1), "probability": shares,
                           "prediction": np.where(shares >= 0.5, "bad", "good")})
    scores.to_parquet(OUTPUT, index=False)


if __name__ == "__main__":
    {"limit": limit, "pandas": pandas}[sys.argv[1]](Path(sys.argv[2]))

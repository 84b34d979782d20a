"""Scoring a table on a Dask cluster, slice by slice."""

import pickle
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

import pyarrow as pa

from ..dask_cluster import dask_client
from ..data.batches import Table
from ..data.formats import table_format
from ..data.parquet_slices import Slice, read_slice, slices_of
from .score_batch import Scored, Scoring, score_batch, wanted

if TYPE_CHECKING:
    import distributed

Piece = TypeVar("Piece")


def score_on_dask(scoring: Scoring, table: Table, scheduler: str | None) -> Iterator[Scored]:
    """Score a table on the cluster of this scheduler, or on one of this machine's; keep the order.

    Model and contract travel as a task of their own, which is done again where a worker is lost.
    Workers read Parquet themselves if they see the files; what they do not see, and other forms,
    is read here and sent in batches. Few are under way at a time, so that no process ever holds
    the table.

    Raises:
        UserError: as `dask_client`.
    """
    with dask_client(scheduler, "predict.engine", __name__) as client:
        model = client.submit(pickle.loads, pickle.dumps(scoring), key=f"model-{uuid4().hex}")
        slices = [*slices_of(table.path)] if table_format(table.path) == "parquet" else []
        if slices and _seen_by_all(client, slices):
            yield from _in_order(client, _score_slice, model, slices)
        else:
            yield from _in_order(client, score_batch, model, table.batches)


def _score_slice(scoring: Scoring, piece: Slice) -> Scored:
    done = [score_batch(scoring, batch) for batch in read_slice(piece, wanted(scoring.schema))]
    outside: Counter[str] = Counter()
    for scored in done:
        outside.update(scored.outside)
    return Scored(pa.concat_tables(scored.scores for scored in done),
                  pa.concat_tables(scored.rejects for scored in done),
                  dict(outside), sum(scored.progress for scored in done))


def _in_order(client: "distributed.Client", function: Callable[[Scoring, Piece], Scored],
              model: "distributed.Future", pieces: Iterable[Piece]) -> Iterator[Scored]:
    """Have pieces scored, two a worker's thread at a time."""
    waiting: deque[distributed.Future] = deque()
    for piece in pieces:
        waiting.append(client.submit(function, model, piece, pure=False))
        if len(waiting) >= 2 * max(1, sum(client.nthreads().values())):
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _seen_by_all(client: "distributed.Client", slices: list[Slice]) -> bool:
    stamps = {piece.part.path: _stamp(piece.part.path) for piece in slices}
    return all(client.run(_sees, stamps).values())


def _sees(stamps: dict[Path, tuple[int, int]]) -> bool:
    try:
        return all(_stamp(path) == stamp for path, stamp in stamps.items())
    except OSError:
        return False


def _stamp(path: Path) -> tuple[int, int]:
    """Tell a file from another that has its path elsewhere: its size, and when it was written."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns

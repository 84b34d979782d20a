"""Scoring the batches of a table on this machine: all cores, few batches at a time."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from ..cores import cores
from ..data.batches import Batch
from .score_batch import Scored, Scoring, score_batch

# Beyond those being scored: with fewer, scoring waits while a batch is read or written.
BATCHES_AHEAD = 2


def score_locally(scoring: Scoring, batches: Iterable[Batch]) -> Iterator[Scored]:
    """Score batches in threads, while the next are read and the last are written; keep the order.

    Arrow and numpy let go of Python's lock while they work. scikit-learn, which scores where the
    model has no portable form, takes one batch at a time: it has threads of its own.
    """
    threads = cores() if scoring.scorer.obstacle is None else 1
    scoring.scorer.score  # made once, ahead of the threads
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[Scored]] = deque()
        try:
            for batch in batches:
                waiting.append(pool.submit(score_batch, scoring, batch))
                if len(waiting) >= threads + BATCHES_AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

"""How many threads the libraries below scikit-learn may use."""

from threadpoolctl import threadpool_limits

SMALL_ROWS = 50_000


def threads_for(rows: int) -> threadpool_limits:
    """Limit OpenMP and BLAS to one thread while few rows are worked on; a context manager.

    Threads gain little on a small table, and where the cores are busy they wait for each other:
    gradient boosting of 3,500 rows took 0.4 s with two threads on two idle cores, 0.5 s with one,
    and over 15 s with two on busy ones.
    """
    return threadpool_limits(1 if rows < SMALL_ROWS else None)

"""Where the fits of the cross-validation run: on the cores of this machine, or a Dask cluster."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from joblib import parallel_config
from threadpoolctl import threadpool_info, threadpool_limits

from ..cores import cores
from ..dask_cluster import dask_client
from ..params import Params
from .training_rows import Rows

# A process of its own takes a second or two to start, and some 150 MB.
FEWEST_FITS, MOST_PROCESSES = 30, 16
# Call a function with arguments, wherever it runs.
Run = Callable[..., Any]


@contextmanager
def fitting_engine(params: Params, rows: Rows, fits: int) -> Iterator[Run]:
    """Yield what joblib is to run within the block, and have it run where `training.engine` says.

    Locally that is a process for each core where a fit takes one thread, as with small tables
    (see `threads_for`); else, or with few `fits`, one after another. Workers of a cluster are
    sent `rows` once.

    Raises:
        UserError: dask is not installed, or there is no cluster.
    """
    threads = max((pool["num_threads"] for pool in threadpool_info()), default=1)
    if params.training.engine == "local":
        processes = min(cores(), MOST_PROCESSES) if threads == 1 and fits >= FEWEST_FITS else 1
        with parallel_config("loky", n_jobs=processes):
            yield partial(_there, threads) if processes > 1 else _here
        return
    with (dask_client(params.dask.scheduler, "training.engine", __name__) as client,
          parallel_config("dask", client=client, scatter=[rows])):
        yield partial(_there, threads)


def _here(function: Run, *arguments: Any) -> Any:
    return function(*arguments)


def _there(threads: int, function: Run, *arguments: Any) -> Any:
    """Fit with as many threads as here: so sums come out alike, to the last bit.

    A forest has joblib build its trees, but not as tasks of their own.
    """
    with threadpool_limits(threads), parallel_config("threading", n_jobs=1):
        return function(*arguments)

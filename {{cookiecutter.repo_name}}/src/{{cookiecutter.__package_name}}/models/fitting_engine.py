"""Where the fits of the cross-validation run: one after another here, or on a Dask cluster."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from joblib import parallel_config
from threadpoolctl import threadpool_info, threadpool_limits

from ..dask_cluster import dask_client
from ..params import Params
from .training_rows import Rows

# Call a function with arguments, wherever it runs.
Run = Callable[..., Any]


@contextmanager
def fitting_engine(params: Params, rows: Rows) -> Iterator[Run]:
    """Yield what joblib is to run within the block, and have it run where `training.engine` says.

    Locally that is one after another: fits of a small table are over before another process has
    the rows, and gradient boosting has threads of its own. Workers of a cluster are sent `rows`
    once.

    Raises:
        UserError: dask is not installed, or there is no cluster.
    """
    if params.training.engine == "local":
        yield _here
        return
    threads = max((pool["num_threads"] for pool in threadpool_info()), default=1)
    with (dask_client(params.dask.scheduler, "training.engine", __name__) as client,
          parallel_config("dask", client=client, scatter=[rows])):
        yield partial(_there, threads)


def _here(function: Run, *arguments: Any) -> Any:
    return function(*arguments)


def _there(threads: int, function: Run, *arguments: Any) -> Any:
    """Fit with as many threads as here: so sums come out alike, to the last bit.

    A forest has joblib build its trees, but not as tasks of the cluster.
    """
    with threadpool_limits(threads), parallel_config("threading", n_jobs=1):
        return function(*arguments)

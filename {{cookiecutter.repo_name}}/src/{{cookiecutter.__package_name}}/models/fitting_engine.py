"""Where the fits of the cross-validation run: on the cores of this machine, or a Dask cluster."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

import cloudpickle
from joblib import cpu_count, parallel_config
from joblib.externals.loky import BrokenProcessPool, get_reusable_executor
from threadpoolctl import threadpool_info, threadpool_limits

from ..cores import cores
from ..dask_cluster import dask_client
from ..errors import UserError
from ..params import Params
from .threads import SMALL_ROWS
from .training_rows import Rows

# A process takes a second or two to start, and some 150 MB.
FEWEST_FITS, MOST_PROCESSES = 30, 16
# A process whose parent was killed ends after so long.
IDLE_SECONDS = 10
# Call a function with arguments, wherever it runs.
Run = Callable[..., Any]


@contextmanager
def fitting_engine(params: Params, rows: Rows, tasks: Sequence[Any]) -> Iterator[Run]:
    """Yield what joblib is to run within the block, and have it run where `training.engine` says.

    Locally the fits of a small table, which take a thread each (see `threads_for`), run in
    processes side by side. Those of a large one, few ones, and `tasks` that cannot be sent to
    another process, run one after another. Workers of a cluster are sent `rows` once.

    Raises:
        UserError: dask is not installed, there is no cluster, or a process was killed.
    """
    threads = max((pool["num_threads"] for pool in threadpool_info()), default=1)
    if params.training.engine == "local":
        processes = _processes(len(rows.X), threads, tasks)
        with _side_by_side(processes) if processes > 1 else nullcontext():
            yield partial(_there, threads) if processes > 1 else _here
        return
    with (dask_client(params.dask.scheduler, "training.engine", __name__) as client,
          parallel_config("dask", client=client, scatter=[rows])):
        yield partial(_there, threads)


def _processes(rows: int, threads: int, tasks: Sequence[Any]) -> int:
    """Decide how many processes fit; LOKY_MAX_CPU_COUNT and the quota of a container bound them."""
    if threads > 1 or rows >= SMALL_ROWS or len(tasks) < FEWEST_FITS or not _can_be_sent(tasks):
        return 1
    return min(cores(), cpu_count(), MOST_PROCESSES)


def _can_be_sent(tasks: Sequence[Any]) -> bool:
    try:
        cloudpickle.dumps(tasks)
    except Exception:  # What a user's own candidate holds may raise anything.
        return False
    return True


@contextmanager
def _side_by_side(processes: int) -> Iterator[None]:
    try:
        with parallel_config("loky", n_jobs=processes, idle_worker_timeout=IDLE_SECONDS):
            yield
    except BrokenProcessPool:
        raise UserError("a process that fitted a candidate was killed, as happens when memory runs "
                        "out; LOKY_MAX_CPU_COUNT=1 make train fits one after another") from None
    finally:
        # The fit of the chosen one wants the memory.
        get_reusable_executor().shutdown(wait=True)


def _here(function: Run, *arguments: Any) -> Any:
    return function(*arguments)


def _there(threads: int, function: Run, *arguments: Any) -> Any:
    """Fit with as many threads as here: so sums come out alike, to the last bit.

    A forest has joblib build its trees: they stay in this process.
    """
    with threadpool_limits(threads), parallel_config("threading", n_jobs=1):
        return function(*arguments)

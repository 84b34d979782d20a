"""A Dask cluster for a stage: one of this machine's own processes, or whichever is running."""

import importlib.util
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from .cores import cores
from .errors import UserError

if TYPE_CHECKING:
    import distributed

PACKAGE = Path(__file__).parent
PLACE = "params.yaml: dask.scheduler"
PATIENCE = "30s"


@contextmanager
def dask_client(scheduler: str | None, setting: str,
                module: str) -> "Iterator[distributed.Client]":
    """Connect to the scheduler at an address; without one, run a cluster on this machine's cores.

    Its dashboard's address is printed. Workers of a cluster that runs elsewhere are sent this
    package; the libraries that `module` of it imports they must have.

    Raises:
        UserError: dask, for which `setting` asks, is not installed; nobody answers at the address,
            no worker is there, workers lack a library, or they or the cluster are lost.
    """
    if importlib.util.find_spec("distributed") is None:
        raise UserError(f"params.yaml: {setting}: dask is not installed; `make` adds it to .venv, "
                        "elsewhere type pip install --no-deps -r requirements-dask.txt; or say "
                        "`local`")
    import dask
    import distributed

    # A model is sent once, and may be large.
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"}):
        if scheduler is None:
            with _own_cluster() as cluster, distributed.Client(cluster) as client, _losses():
                _tell(client)
                yield client
            return
        with _connected(scheduler) as client, _losses():
            _tell(client)
            _send_package(client, scheduler, module)
            yield client


@contextmanager
def _losses() -> Iterator[None]:
    """Tell in one line that workers or the cluster were lost."""
    import distributed

    try:
        yield
    except distributed.KilledWorker as error:
        raise UserError(f"dask: workers died over and over ({error}); have they memory enough?"
                        ) from None
    except (distributed.CancelledError, distributed.comm.CommClosedError) as error:
        raise UserError(f"dask: the cluster was lost ({error}); type the verb again") from None


def _connected(scheduler: str) -> "distributed.Client":
    import distributed

    try:
        client = distributed.Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise UserError(f"{PLACE}: {scheduler}: cannot be reached "
                        f"({' '.join(str(error).split())}); is the scheduler running?") from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise UserError(f"{PLACE}: {scheduler}: has no worker; start one with `dask worker "
                        f"{scheduler}`") from None
    return client


def _own_cluster() -> "distributed.LocalCluster":
    import distributed

    with warnings.catch_warnings():
        # Another dashboard may have the usual port; this one then takes the next best.
        warnings.filterwarnings("ignore", message="Port .* is already in use")
        return distributed.LocalCluster(n_workers=cores(), threads_per_worker=1,
                                        dashboard_address="127.0.0.1:8787")


def _tell(client: "distributed.Client") -> None:
    if link := client.dashboard_link:
        print(f"Dask dashboard: {link}", file=sys.stderr, flush=True)


def _send_package(client: "distributed.Client", scheduler: str, module: str) -> None:
    """Send this package, and have workers that ran an older state of it forget that."""
    name = PACKAGE.name

    # Functions within functions are sent by value: the workers have no package yet.
    def forget() -> None:
        import sys

        sys.path[:] = [path for path in sys.path if f"{name}-sent-" not in path]
        for module in [module for module in sys.modules if module.split(".")[0] == name]:
            del sys.modules[module]

    def try_it() -> None:
        import importlib

        importlib.import_module(module)
    client.run(forget)
    with tempfile.TemporaryDirectory() as folder:
        client.upload_file(str(_zipped(Path(folder))))
    try:
        client.run(try_it)
    except ImportError as error:
        raise UserError(f"{PLACE}: {scheduler}: a worker cannot do this work ({error}); install "
                        "requirements.txt there, in this version of Python") from None


def _zipped(folder: Path) -> Path:
    """Pack the package under a name of its own: Python caches what is in an archive."""
    files = sorted(PACKAGE.rglob("*.py"))
    archive = folder / f"{PACKAGE.name}-sent-{uuid4().hex}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            packed.write(file, file.relative_to(PACKAGE.parent))
    return archive

"""Run the numbered notebooks side by side, each in a kernel of its own."""

import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill import execute_notebook
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm
from traitlets.config import Config

from ..errors import UserError
from ..files import write_text
from .kernel import PinnedKernel, kill_running_kernels, last_words
from .notebook_files import Parameters, find_notebooks, reproducible

# Seconds; a busy machine is slow, which is no reason to fail.
STARTUP_TIMEOUT = 180
OUTPUT_TIMEOUT = 60
LONGEST_MESSAGE = 300
# What goes wrong is told in the error; without a handler papermill's own words come on top.
logging.getLogger("papermill").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Job:
    """One notebook to run, where its results go, its kernel's folder, and what a cell ends with."""

    path: Path
    source: nbformat.NotebookNode
    parameters: dict[str, object]
    output: Path
    kernel_folder: Path
    advance: Callable[..., object]

    @property
    def executed(self) -> Path:
        return self.output / self.path.name

    @property
    def page(self) -> Path:
        return self.output / f"{self.path.stem}.html"

    @property
    def failed(self) -> Path:
        return self.output / f"{self.path.stem}.failed.ipynb"


def run_notebooks(folder: Path, output: Path,
                  parameters: Mapping[str, Parameters]) -> None:
    """Run every numbered notebook of `folder`, and write each with its results to `output`.

    The parent of `folder`, the project's root, is the notebooks' working directory. Beside
    `<stem>.ipynb` lies `<stem>.html`, the same without code. Of a notebook that fails, what it
    got to is left at `<stem>.failed.ipynb` and nothing else; the others are finished.

    Args:
        parameters: by notebook's stem, values for its cell that is tagged `parameters`.

    Raises:
        UserError: before anything runs, a stem or parameter that does not exist, or a file that
            is no notebook; at the end, the notebooks that failed, with cell and error.
    """
    sources = find_notebooks(folder, parameters)
    output.mkdir(parents=True, exist_ok=True)
    # Given parameters become a cell of their own; empty cells are passed over.
    cells = sum(cell.cell_type == "code" and bool(cell.source.strip())
                for source in sources.values() for cell in source.cells)
    cells += sum(bool(given) for given in parameters.values())
    with tqdm(total=cells, desc="notebooks", unit=" cells", disable=None) as progress, \
            tempfile.TemporaryDirectory(prefix="kernels-", ignore_cleanup_errors=True) as scratch, \
            ThreadPoolExecutor(max(1, min(len(sources), os.cpu_count() or 1))) as pool:
        jobs = [Job(path, source, dict(parameters.get(path.stem) or {}), output,
                    Path(scratch, str(place)), lambda **_: progress.update())
                for place, (path, source) in enumerate(sources.items())]
        futures = [pool.submit(_run, job) for job in jobs]
        _wait(futures)
    failures = [failure for failure in (future.result() for future in futures) if failure]
    if failures:
        raise UserError("; ".join(failures))


def _run(job: Job) -> str | None:
    """Run one notebook and write its results; return what went wrong, if anything did."""
    # The client makes this thread an event loop of its own and would leave it open.
    with closing(ensure_event_loop()):
        return _execute(job)


def _execute(job: Job) -> str | None:
    job.kernel_folder.mkdir()
    known_ids = {cell["id"] for cell in job.source.cells}
    started: list[nbformat.NotebookNode] = []
    try:
        done = execute_notebook(
            job.source, None, job.parameters, progress_bar=False,
            start_timeout=STARTUP_TIMEOUT, request_save_on_cell_execute=False,
            # What follows goes on to the client that talks to the kernel.
            autosave_cell_every=0, iopub_timeout=OUTPUT_TIMEOUT, record_timing=False,
            kernel_manager_class=PinnedKernel, on_cell_complete=job.advance,
            on_notebook_start=lambda notebook: started.append(notebook),
            config=Config(PinnedKernel={"folder": str(job.kernel_folder)}),
            resources={"metadata": {"path": str(job.path.resolve().parents[1])}})
    except (PapermillExecutionError, DeadKernelError, CellTimeoutError, RuntimeError) as error:
        partial = started[0] if started else job.source
        cause = _cause(error, partial, job.kernel_folder)
        job.executed.unlink(missing_ok=True)
        job.page.unlink(missing_ok=True)
        write_text(job.failed, nbformat.writes(reproducible(partial, known_ids)) + "\n")
        return f"{job.path}: {cause}; mend it, {job.failed} shows how far it got"
    # Imported late: it takes a while, in which other kernels are at work.
    from .page import html_page

    notebook = reproducible(done, known_ids)
    write_text(job.page, html_page(notebook, job.path.stem, job.path.parent))
    write_text(job.executed, nbformat.writes(notebook) + "\n")
    job.failed.unlink(missing_ok=True)
    return None


def _cause(error: Exception, notebook: nbformat.NotebookNode, folder: Path) -> str:
    """Say in a few words which cell failed, by its number in Jupyter, and how."""
    raised = isinstance(error, PapermillExecutionError)
    parts = (error.ename, error.evalue) if raised else (error, last_words(folder))
    words = " ".join(": ".join(str(part) for part in parts if str(part)).split())
    if len(words) > LONGEST_MESSAGE:
        words = words[:LONGEST_MESSAGE] + "…"
    # A cell that killed its kernel may have no number yet; Jupyter passes over empty ones.
    begun = sum(bool(cell.cell_type == "code" and cell.source.strip()
                     and cell.metadata.get("papermill", {}).get("start_time"))
                for cell in notebook.cells)
    place = f"cell In [{error.exec_count if raised else begun}]" if begun else "its kernel"
    return f"{place} failed with {words.rstrip('.')}"


def _wait(futures: list[Future]) -> None:
    """Wait for all; when this is interrupted, end the kernels, so that their threads end too."""
    try:
        wait(futures)
    except BaseException:
        for future in futures:
            future.cancel()
        kill_running_kernels()
        raise

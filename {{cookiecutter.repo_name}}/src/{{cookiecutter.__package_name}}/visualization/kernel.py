"""A notebook kernel that is the interpreter now running, and nothing of the user's own setup."""

import os
import sys
from pathlib import Path
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from traitlets import Unicode

# The path of a Unix socket may have about 100 bytes; the rest is for the socket's own name.
LONGEST_SOCKET_FOLDER = 80
LOG = "kernel.log"
# Kernels run side by side: one thread each. The seed fixes the order of sets of words.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


class PinnedKernel(AsyncKernelManager):
    """Starts `sys.executable` as the kernel, whatever kernelspecs the machine holds.

    `folder` takes the connection file, IPython's profile and what the process itself says, so
    that nothing is read from or left in the user's home. Where it can, the kernel talks over
    Unix sockets: unlike ports, two runs at the same time cannot take each other's.
    """

    folder = Unicode(help="an empty folder of this kernel's own").tag(config=True)
    running: set["PinnedKernel"] = set()

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.connection_file = str(Path(self.folder, "kernel.json"))
        if os.name == "posix" and len(os.fsencode(self.folder)) <= LONGEST_SOCKET_FOLDER:
            self.transport = "ipc"

    @property
    def kernel_spec(self) -> KernelSpec:
        source = str(Path(__file__).parents[2])
        paths = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
        own = {"PYTHONPATH": os.pathsep.join(paths), "IPYTHONDIR": self.folder}
        # jupyter_client takes a `$` for the start of a variable's name.
        own = {name: value.replace("$", "$$") for name, value in own.items()}
        return KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f",
                                "{connection_file}"],
                          display_name="Python 3", language="python",
                          env={**ENVIRONMENT, **own})

    async def _async_launch_kernel(self, kernel_cmd: list[str], **settings: Any) -> None:
        PinnedKernel.running.add(self)
        with open(Path(self.folder, LOG), "wb") as log:
            await super()._async_launch_kernel(kernel_cmd, **settings, stdout=log, stderr=log)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        PinnedKernel.running.discard(self)
        await super()._async_cleanup_resources(restart)


def last_words(folder: Path) -> str:
    """The last line that the kernel process in `folder` wrote itself, not through a cell."""
    log = folder / LOG
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def kill_running_kernels() -> None:
    """End the kernels that this process started, at once."""
    for kernel in list(PinnedKernel.running):
        process = getattr(kernel.provisioner, "process", None)
        if process:
            process.kill()

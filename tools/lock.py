"""Pin the requirements of the template, and of each kind of generated project, anew."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from cookiecutter.main import cookiecutter

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "{{cookiecutter.repo_name}}"
REMOTES = ("s3", "gs", "azure", "ssh")
# The same for every project, whatever its remote.
COMMON = ("requirements.txt", "requirements-serve.txt", "requirements-verify.txt",
          "requirements-dask.txt", "requirements-uv.txt")
PIN = ("uv", "pip", "compile", "--universal", "--upgrade", "--python-version", "3.11",
       "--fork-strategy", "fewest", "--generate-hashes", "--no-emit-index-url", "--no-header",
       "--no-annotate", "--quiet")


def main() -> None:
    """Write every lock, with progress on standard output."""
    print("the template's own requirements")
    pin("requirements-dev.in", "--output-file", "requirements-dev.txt")
    # The smaller lock within the larger: the other way round the resolver may search for minutes.
    pin("requirements.in", "--constraint", "requirements-dev.txt",
        "--output-file", "requirements.txt")
    for others in ("converters", "servers"):
        pin(f"benchmarks/requirements-{others}.in",
            "--output-file", f"benchmarks/requirements-{others}.txt")
    with tempfile.TemporaryDirectory() as folder:
        for remote in REMOTES:
            print(f"a project with data in {remote}")
            project = Path(cookiecutter(str(ROOT), no_input=True, output_dir=folder,
                                        extra_context={"data_remote": remote,
                                                       "repo_name": f"with_{remote}"}))
            # The lock of the first is kept for all, so that they differ by the remote alone.
            if remote != REMOTES[0]:
                copy_common(PROJECT, project)
            subprocess.run(["make", f"VENV={ROOT / '.venv'}",
                            "lock" if remote == REMOTES[0] else "lock-remote"],
                           cwd=project, check=True)
            keep(project, remote)
    shutil.copy(PROJECT / "requirements-uv.txt", ROOT)


def pin(*arguments: str) -> None:
    """Call `uv pip compile` in the template's root."""
    subprocess.run([*PIN, *arguments], cwd=ROOT, check=True)


def keep(project: Path, remote: str) -> None:
    """Copy a project's locks back into the template."""
    copy_common(project, PROJECT)
    conditional = (f"{{% if cookiecutter.data_remote == '{remote}' %}}requirements-remote.txt"
                   "{% endif %}")
    shutil.copy(project / "requirements-remote.txt", PROJECT / conditional)


def copy_common(source: Path, target: Path) -> None:
    """Copy the locks that all projects share."""
    for name in COMMON:
        shutil.copy(source / name, target / name)


if __name__ == "__main__":
    main()

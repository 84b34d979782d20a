"""Tidy what the template could not leave out, and say what to type next."""
import os
import sys

PROBLEM = {{ cookiecutter.problem | pprint }}  # noqa: E201, E202, F821
REPO_NAME = {{ cookiecutter.repo_name | pprint }}  # noqa: E201, E202, F821
DATA_REMOTE = {{ cookiecutter.data_remote | pprint }}  # noqa: E201, E202, F821

NEXT = """
{name} is ready. Type:

    cd {folder}
    make all     the environment, the model, predictions and notebooks
    make help    the other verbs
"""

REMOTE = """
`make push` copies data and models to {url}
If that is not the place, set its address before the first push:

    make setup
    .venv/bin/dvc remote modify storage url {scheme}://...
"""


def remove_other_table():
    """Remove the sample table of the problem that was not chosen.

    A conditional file name would have Jinja parse the table: as long as both hooks together.
    """
    other = "houses" if PROBLEM == "credit" else "credit"
    os.remove(os.path.join("data", "raw", other + ".csv"))


def remove_empty_workflows():
    """Remove .github/workflows where no workflow was wanted.

    A folder's name cannot be conditional in cookiecutter, only a file's.
    """
    try:
        os.removedirs(os.path.join(".github", "workflows"))
    except OSError:
        pass  # It holds a workflow, or the project has none of it.


def read_remote_url():
    """Return the address of the remote that .dvc/config was made with."""
    with open(os.path.join(".dvc", "config"), encoding="utf-8") as config:
        for line in config:
            key, _, value = line.partition("=")
            if key.strip() == "url":
                return value.strip()
    return ""


def find_folder():
    """Return the project's folder as the user would type it, seen from the shell's folder."""
    folder = os.getcwd()
    shell = os.environ.get("PWD", "")
    inside = shell and folder.startswith(shell.rstrip(os.sep) + os.sep)
    return os.path.relpath(folder, shell) if inside else folder


remove_other_table()
remove_empty_workflows()
# A message that the console cannot show must not undo the generation.
sys.stdout.reconfigure(errors="backslashreplace")
print(NEXT.format(name=REPO_NAME, folder=find_folder()), end="")
if DATA_REMOTE != "local":
    print(REMOTE.format(url=read_remote_url(), scheme=DATA_REMOTE), end="")

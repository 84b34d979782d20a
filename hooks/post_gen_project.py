"""Tidy what the template could not leave out, and say what to type next."""
import os
import sys

PROBLEM = {{ cookiecutter.problem | pprint }}  # noqa: E201, E202, F821
REPO_NAME = {{ cookiecutter.repo_name | pprint }}  # noqa: E201, E202, F821
PACKAGE = {{ cookiecutter.__package_name | pprint }}  # noqa: E201, E202, F821
DATA_REMOTE = {{ cookiecutter.data_remote | pprint }}  # noqa: E201, E202, F821
# `cruft update` makes projects in temporary folders, only to compare them.
BY_CRUFT = {{ '_output_dir' not in cookiecutter }}  # noqa: E201, E202, F821

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


def name_the_package():
    """Put the package's name where it stands in files that are copied as they are.

    They hold a name of their own in its place: so the template's tests and pipeline can be linted
    and read as they stand, and Jinja need not parse forty files.
    """
    paths = ["Makefile", "dvc.yaml"]
    for folder in ("deploy", "notebooks", "tests"):
        for parent, _, names in os.walk(folder):
            paths += [os.path.join(parent, name) for name in names]
    for path in paths:
        if path.endswith((".py", ".ipynb", ".yaml", ".service", "Makefile", "Dockerfile")):
            # In place: a disk answers a file that is emptied and written again with a flush.
            with open(path, "rb+") as file:
                text = file.read()
                named = text.replace(b"slipway_package", PACKAGE.encode())
                if named != text:
                    file.seek(0)
                    file.write(named)
                    file.truncate()


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


def quoted(folder):
    """Return a path as a shell takes it; shlex would cost more time than the whole hook."""
    if all(character.isalnum() or character in "/._-" for character in folder):
        return folder
    return "'" + folder.replace("'", "'\\''") + "'"


def say_what_to_type_next():
    """Print the next commands, unless nobody is to work in this folder."""
    folder = find_folder()
    if BY_CRUFT and os.path.isabs(folder):
        return
    # A message that the console cannot show must not undo the generation.
    sys.stdout.reconfigure(errors="backslashreplace")
    print(NEXT.format(name=REPO_NAME, folder=quoted(folder)), end="")
    if DATA_REMOTE != "local":
        print(REMOTE.format(url=read_remote_url(), scheme=DATA_REMOTE), end="")


name_the_package()
remove_other_table()
remove_empty_workflows()
say_what_to_type_next()

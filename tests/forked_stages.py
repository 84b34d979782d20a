"""Run stages of a project, each in a process that is forked from one with everything loaded.

The project's own Python runs this file: `python forked_stages.py <package>`. A line in is a
request as JSON, [folder, arguments, file for what is printed, file for complaints]; a line out is
the exit status. Nothing but the imports is shared between two requests.
"""

import importlib
import json
import os
import signal
import sys
import traceback

LOADED = ("cli", "data.make_dataset", "models.train_model", "models.evaluate_model",
          "models.gates", "models.predict_model")
SECONDS = 120
WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def main(package: str) -> None:
    """Answer requests until there are no more."""
    cli = [importlib.import_module(f"{package}.{name}") for name in LOADED][0]
    for line in sys.stdin:
        folder, arguments, printed, complaints = json.loads(line)
        child = os.fork()
        if not child:
            signal.alarm(SECONDS)
            os.chdir(folder)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(os.open(printed, WRITE), 1)
            os.dup2(os.open(complaints, WRITE), 2)
            os._exit(run(cli, arguments))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def run(cli: object, arguments: list[str]) -> int:
    """Run one stage as `python -m <package>` does, and return its exit status."""
    try:
        status = cli.main(arguments)
    except SystemExit as leaving:
        status = leaving.code
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status


if __name__ == "__main__":
    main(sys.argv[1])

"""The command line: one thin command for each stage; imports are made when a stage needs them."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from . import paths
from .errors import UserError

Stage = Callable[[argparse.Namespace], list[str]]
LAST_PORT = 65535


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a stage and print its notices; exit status 2 and one line a mistake of the user's."""
    options = _parser().parse_args(arguments)
    try:
        for line in options.run(options):
            print(line)
    except UserError as error:
        sys.stdout.flush()
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        sys.stdout.flush()
        print(f"{_what(error)}{_mend(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _mend(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "; check the path, or make what is missing with `make all`"
    if isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError
                  | PermissionError):
        return "; check the path"
    return ""


def _what(error: OSError) -> str:
    if error.filename:
        return f"{error.filename}: {error.strerror}"
    # Arrow says where, but not always what.
    return str(error) if error.errno else f"{error}: cannot be read or written"


def _check(options: argparse.Namespace) -> list[str]:
    """Check params.yaml, fetch a table that is not here yet, and clear the way for make and DVC."""
    from .data.fetch import fetch_missing
    from .dvc_params import check_asked
    from .make_dependencies import write_make_dependencies
    from .params import load_params

    params = load_params()
    check_asked(params)
    source = params.source
    notices = fetch_missing(source)
    table = Path(source.path)
    if not table.exists():
        raise UserError(f"params.yaml: source.path: {table}: there is no such file; put the table "
                        "there or correct the path")
    notices += _mend_lock(options)
    write_make_dependencies(table, paths.MAKE_DEPENDENCIES,
                            "dask" in (params.training.engine, params.predict.engine))
    return notices


def _mend_lock(options: argparse.Namespace) -> list[str]:
    """Clear away what a killed run left in DVC's way, and put a dvc.lock back that it cut off."""
    from .dvc_lock import clear_stale_lock
    from .dvc_stages import mend_lock

    clear_stale_lock(paths.DVC_LOCK)
    return mend_lock(paths.DVC_STAGES, paths.DVC_STAGES_COPY)


def _fetch(options: argparse.Namespace) -> list[str]:
    """Read the web address or the database of params.yaml anew."""
    from .data.fetch import fetch
    from .params import load_params

    return fetch(load_params().source)


def _data(options: argparse.Namespace) -> list[str]:
    """Read the table, hold it against the data contract, split test rows off."""
    from .data.make_dataset import make_dataset
    from .params import load_params

    return make_dataset(load_params())


def _train(options: argparse.Namespace) -> list[str]:
    """Compare the candidates, fit the chosen one, save it."""
    from .models.train_model import train_model
    from .params import load_params

    return train_model(load_params())


def _evaluate(options: argparse.Namespace) -> list[str]:
    """Measure the model on the test rows; draw figures, write the model card."""
    from .models.evaluate_model import evaluate_model
    from .params import load_params

    return evaluate_model(load_params())


def _gate(options: argparse.Namespace) -> list[str]:
    """Fail unless the model passed its gates."""
    from .models.gates import check_gates

    return check_gates()


def _predict(options: argparse.Namespace) -> list[str]:
    """Score a table (the test rows by default)."""
    if sys.platform == "linux" and os.uname().machine == "x86_64":
        # Ahead of the first import of pyarrow, whose own allocator holds on to a third more. For
        # other machines, its wheels have no jemalloc.
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")
    from .models.predict_model import predict_file
    from .params import load_params

    source = options.input or paths.TEST
    if not source.name:
        raise UserError(f"{source}: is no table; name a file, or a folder by its own name")
    output = options.output or str(source.with_name(f"{source.stem}.scores.csv") if options.input
                                   else paths.PREDICTIONS)
    return predict_file(load_params(), paths.MODEL, source, Path(output), output.endswith("/"))


def _deliver(options: argparse.Namespace) -> list[str]:
    """Write the model in the forms in which it is used: paper, Excel, SQL and others."""
    from .delivery.deliver_model import deliver_model
    from .delivery.forms import check_form
    from .params import load_params

    return deliver_model(load_params(), check_form(options.form), options.if_possible)


def _verify(options: argparse.Namespace) -> list[str]:
    """Score the same rows in every form, each in its own runtime, and compare."""
    from .delivery.forms import check_verifiable
    from .delivery.verify_model import verify_model
    from .params import load_params

    return verify_model(load_params(), check_verifiable(options.form), options.strict)


def _check_verified(options: argparse.Namespace) -> list[str]:
    """Fail unless every form was verified in each of its runtimes."""
    from .delivery.verified import check_verified

    return check_verified()


def _forget_unverified(options: argparse.Namespace) -> list[str]:
    """Forget a verification that lacked a runtime which is here now."""
    from .delivery.verified import forget_unverified

    return forget_unverified()


def _serve(options: argparse.Namespace) -> list[str]:
    """Answer requests over HTTP, and show a page to try the model on."""
    from msgspec.structs import replace

    from .params import load_params
    from .serving.server import serve

    params = load_params()
    elsewhere = {name: value for name in ("host", "port", "keys", "log")
                 if (value := getattr(options, name)) is not None}
    return serve(replace(params, serve=replace(params.serve, **elsewhere)))


def _request(options: argparse.Namespace) -> list[str]:
    """Send the example to the server, and show request and answer."""
    from .params import load_params
    from .serving.request import request_example

    return request_example(load_params())


def _key(options: argparse.Namespace) -> list[str]:
    """Make a key for a caller of the server."""
    from .params import load_params
    from .serving.keys import key_notices

    return key_notices(load_params(), options.name)


def _notebooks(options: argparse.Namespace) -> list[str]:
    """Execute the notebooks, side by side, and write HTML beside them."""
    from .params import load_params
    from .visualization.run_notebooks import run_notebooks

    run_notebooks(paths.NOTEBOOKS, paths.EXECUTED_NOTEBOOKS, load_params().notebooks)
    return [f"executed notebooks: {paths.EXECUTED_NOTEBOOKS}"]


def _summary(options: argparse.Namespace) -> list[str]:
    """Say how good the model is and where everything lies."""
    from .models.summary import summary

    return summary()


STAGES: dict[str, Stage] = {
    "check": _check, "mend-lock": _mend_lock, "fetch": _fetch, "data": _data, "train": _train,
    "evaluate": _evaluate, "gate": _gate, "predict": _predict, "deliver": _deliver,
    "verify": _verify, "check-verified": _check_verified,
    "forget-unverified": _forget_unverified, "serve": _serve, "request": _request, "key": _key,
    "notebooks": _notebooks, "summary": _summary,
}


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is no port, a number from 0 to {LAST_PORT}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}")
    commands = parser.add_subparsers(required=True, metavar="stage")
    for name, stage in STAGES.items():
        command = commands.add_parser(name, help=stage.__doc__, description=stage.__doc__)
        command.set_defaults(run=stage)
        if name == "predict":
            command.add_argument("--input", type=Path, help="a table of any form that is read")
            command.add_argument("--output", help="the file to write, CSV or Parquet, or a folder "
                                 "of Parquet (a name without a suffix, or with a / at its end)")
        if name == "serve":
            # Where a worker of many runs is no choice of the project's, but of the place.
            command.add_argument("--host", help="listen there, not at serve.host")
            command.add_argument("--port", type=_port, metavar="PORT",
                                 help="listen there, not at serve.port")
            command.add_argument("--keys", help="the file of keys, not serve.keys")
            command.add_argument("--log", help="the log of requests, not serve.log")
        if name == "key":
            command.add_argument("--name", default="", help="who has it, as mobile")
        if name in ("deliver", "verify"):
            command.add_argument("--form", help="this form alone")
        if name == "deliver":
            command.add_argument("--if-possible", action="store_true",
                                 help="no failure where the model cannot take the form")
        if name == "verify":
            command.add_argument("--strict", action="store_true",
                                 help="fail where a runtime is missing")
    return parser

"""A stage of dvc.yaml must depend on the code that it runs, or DVC takes stale results for new."""

import ast
from pathlib import Path

import pytest
import yaml
from conftest import TEMPLATE

PROJECT = TEMPLATE / "{{cookiecutter.repo_name}}"
PACKAGE = PROJECT / "src" / "{{cookiecutter.__package_name}}"
STAGES = yaml.safe_load((PROJECT / "dvc.yaml").read_text())["stages"]


def imported(module: Path, tree: ast.AST) -> set[Path]:
    """The modules of the package that a piece of `module` imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = module.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            named = {folder / f"{alias.name}.py" for alias in node.names}
            found |= {path for path in named | {folder.with_suffix(".py")} if path.exists()}
    return found


def code_of(stage: str) -> set[Path]:
    """The modules that a stage's command imports, theirs, and so on."""
    cli = PACKAGE / "cli.py"
    command = next(node for node in ast.parse(cli.read_text()).body
                   if isinstance(node, ast.FunctionDef) and node.name == f"_{stage}")
    waiting, seen = imported(cli, command), set()
    while waiting:
        module = waiting.pop()
        seen.add(module)
        waiting |= imported(module, ast.parse(module.read_text())) - seen
    return seen


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_depends_on_the_code_that_it_runs(stage: str) -> None:
    depends_on = {PACKAGE.parent / dep.removeprefix("src/").replace("slipway_package", PACKAGE.name)
                  for dep in STAGES[stage]["deps"] if dep.startswith("src/")}
    # The modules at the root (params, paths, errors, ...) compute nothing.
    code = {module for module in code_of(stage) if module.parent != PACKAGE}
    assert code
    missing = {module.relative_to(PACKAGE).as_posix() for module in code
               if not depends_on & {module, *module.parents}}
    assert not missing

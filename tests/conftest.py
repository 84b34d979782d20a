"""A project for each combination, made once a session."""

from collections.abc import Callable
from pathlib import Path

import pytest
from combinations import Combination
from cookiecutter.main import cookiecutter

TEMPLATE = Path(__file__).parent.parent

Bake = Callable[[Combination], Path]
Generate = Callable[..., Path]


@pytest.fixture(scope="session")
def config_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration of cookiecutter in place of the user's, with folders of its own."""
    folder = tmp_path_factory.mktemp("config")
    path = folder / "config.yaml"
    path.write_text(f"cookiecutters_dir: {folder / 'cookiecutters'}\n"
                    f"replay_dir: {folder / 'replay'}\n")
    return path


@pytest.fixture(scope="session")
def generate(config_file: Path) -> Generate:
    """Make a project in a folder from answers, and return its path."""
    def run(folder: Path, **answers: str) -> Path:
        return Path(cookiecutter(str(TEMPLATE), no_input=True, extra_context=answers,
                                 output_dir=str(folder), config_file=str(config_file)))
    return run


@pytest.fixture(scope="session")
def bake(generate: Generate, tmp_path_factory: pytest.TempPathFactory) -> Bake:
    """Return the project of a combination; tests share it, and only read it."""
    made: dict[str, Path] = {}

    def once(combination: Combination) -> Path:
        if combination.name not in made:
            folder = tmp_path_factory.mktemp(combination.name)
            made[combination.name] = generate(folder, **combination.answers)
        return made[combination.name]
    return once

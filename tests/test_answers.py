"""Answers that are refused, with a message that says what would do, and odd ones that are taken."""

import ast
import json
import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import TEMPLATE, Generate
from cookiecutter.exceptions import FailedHookException, OutputDirExistsException
from cookiecutter.main import cookiecutter
from projects import files, read

NAME = "use lower-case letters, digits, _ and -, such as 'credit_risk'"
REFUSED_NAMES = {
    "class": "is a word of the Python language; add a word, such as 'class_model'",
    "match": "is a word of the Python language; add a word, such as 'match_model'",
    "test": "is a module of Python's own library; add a word, such as 'test_model'",
    "json": "is a module of Python's own library; add a word, such as 'json_model'",
    "numpy": "is a library that the project uses; add a word, such as 'numpy_model'",
    "scikit-learn": "is a library that the project uses; add a word, such as 'scikit-learn_model'",
    "tests": "is a folder inside the project; add a word, such as 'tests_model'",
    "models": "is a folder inside the project; add a word, such as 'models_model'",
    "2024_sales": f"must start with a letter from a to z; {NAME}",
    "_sales": f"must start with a letter from a to z; {NAME}",
    "Sales": f"must start with a letter from a to z; {NAME}",
    "salesEU": f"may not hold 'E', 'U'; {NAME}",
    "my sales": f"may not hold ' '; {NAME}",
    "verkäufe": f"may not hold 'ä'; {NAME}",
    "sales.eu": f"may not hold '.'; {NAME}",
    "sales-": f"must end with a letter or a digit; {NAME}",
    "sales_": f"must end with a letter or a digit; {NAME}",
    "a" * 41: "has 41 characters; 40 at most will do",
}
CONTROL = "(a control character); write one plain line"
REFUSED_TEXTS = {
    "two\nlines": rf"may not hold '\n' {CONTROL}",
    "a\ttab": rf"may not hold '\t' {CONTROL}",
    "nul\0": rf"may not hold '\x00' {CONTROL}",
    "separator\u2028": rf"may not hold '\u2028' {CONTROL}",
    "   ": "is empty; write a few words",
    "x" * 201: "has 201 characters; 200 at most will do",
}
HOSTILE = (
    """It's "quoted" and '''tripled''' and \"\"\"tripled\"\"\"""",
    '"; import os; os.abort(); "',
    "')\nraise SystemExit(3)\n#".replace("\n", " "),
    "back\\slash \\n \\",
    "{braces} %(percent)s $HOME $(false) `false`",
    "<b>&amp;</b> # not a comment: [x] - !y",
    "naïve 東京 Ω",
    "𠮷野 😀",
    "} }} %} #}",
)


def refuse(generate: Generate, folder: Path, capfd: pytest.CaptureFixture, **answers) -> str:
    """Have answers refused; return what the hook said."""
    with pytest.raises(FailedHookException):
        generate(folder, **answers)
    assert list(folder.iterdir()) == []
    return capfd.readouterr().err


@pytest.mark.parametrize(("name", "message"), REFUSED_NAMES.items())
def test_a_bad_repo_name_is_refused(generate: Generate, tmp_path: Path, name: str, message: str,
                                    capfd: pytest.CaptureFixture) -> None:
    said = refuse(generate, tmp_path, capfd, repo_name=name)
    assert said == f"cookiecutter: repo_name {name!r} {message}\n"


@pytest.mark.parametrize("question", ["project_name", "description", "author_name"])
@pytest.mark.parametrize(("text", "message"), REFUSED_TEXTS.items())
def test_a_bad_text_is_refused(generate: Generate, tmp_path: Path, question: str, text: str,
                               message: str, capfd: pytest.CaptureFixture) -> None:
    said = refuse(generate, tmp_path, capfd, **{"repo_name": "sales", question: text})
    assert said == f"cookiecutter: {question} {message}\n"


def test_every_problem_has_a_line(generate: Generate, tmp_path: Path,
                                  capfd: pytest.CaptureFixture) -> None:
    said = refuse(generate, tmp_path, capfd, repo_name="test", description=" ", author_name="a\n")
    assert len(said.splitlines()) == 3


def test_what_the_project_depends_on_is_no_name_for_it(
        generate: Generate, tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    project = generate(tmp_path / "made")
    settings = tomllib.loads(read(project, "pyproject.toml"))["project"]
    needed = [*settings["dependencies"], *sum(settings["optional-dependencies"].values(), [])]
    folders = {path.name for path in project.iterdir() if path.is_dir() and path.name[0] != "."}
    (tmp_path / "refused").mkdir()
    for name in {re.match(r"[\w.-]+", requirement)[0] for requirement in needed} | folders:
        assert "add a word" in refuse(generate, tmp_path / "refused", capfd, repo_name=name)


def test_an_empty_name_is_refused(generate: Generate, tmp_path: Path) -> None:
    # cookiecutter takes it for the output folder itself, before any hook runs.
    with pytest.raises(OutputDirExistsException):
        generate(tmp_path, repo_name="")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("answers", "message"), [
    ({"project_name": "{{ x"}, "project_name may not hold '{{', which templates use; leave it out"),
    ({"author_name": "{% x"}, "author_name may not hold '{%', which templates use; leave it out"),
    ({"license": "GPL"}, "license 'GPL' is unknown; take one of: MIT, BSD-3-Clause, Apache-2.0, "
                         "proprietary"),
    ({"ci": "jenkins"}, "ci 'jenkins' is unknown; take one of: github, gitlab, none"),
    ({"data_remote": "ftp"}, "data_remote 'ftp' is unknown; take one of: local, s3, gs, azure, "
                             "ssh"),
    ({"problem": "x", "__task": "regression"}, "problem 'x' is unknown; take one of: credit, "
                                               "houses"),
    ({"__package_name": "os"}, "__package_name follows from repo_name; leave it out of your "
                               "answers"),
    ({"__task": "regression"}, "__task follows from problem; leave it out of your answers"),
])
def test_an_answer_that_cookiecutter_does_not_check_is_refused(
        generate: Generate, config_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture,
        answers: dict[str, str], message: str) -> None:
    """A replay file, like typing, gives answers as they are: not rendered, choices unchecked."""
    generate(tmp_path / "made")
    dumped = config_file.parent / "replay" / f"{TEMPLATE.name}.json"
    context = json.loads(dumped.read_text())
    context["cookiecutter"].update(answers)
    replay = tmp_path / "replay.json"
    replay.write_text(json.dumps(context))
    with pytest.raises(FailedHookException):
        cookiecutter(str(TEMPLATE), replay=str(replay), output_dir=str(tmp_path / "refused"),
                     config_file=str(config_file))
    assert capfd.readouterr().err == f"cookiecutter: {message}\n"
    assert not any((tmp_path / "refused").iterdir())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_taken_as_they_are(generate: Generate, tmp_path: Path, text: str) -> None:
    project = generate(tmp_path, repo_name="sales", project_name=text, description=text,
                       author_name=text)
    settings = tomllib.loads(read(project, "pyproject.toml"))["project"]
    assert settings["description"] == text
    assert settings["authors"] == [{"name": text}]
    assert read(project, "README.md").startswith(f"# {text}\n\n{text}\n")
    assert f"Copyright (c) {text}\n" in read(project, "LICENSE")
    for name in files(project):
        if name.endswith((".yaml", ".yml")):
            yaml.safe_load(read(project, name))
        elif name.endswith(".json") or name.endswith(".ipynb"):
            json.loads(read(project, name))
        elif name.endswith(".py"):
            ast.parse(read(project, name))


@pytest.mark.parametrize(("project_name", "repo_name"), [
    ("Ausfälle & Überträge", "ausfalle_ubertrage"),
    ("Предсказание цен", "predskazanie_tsen"),
    ("  spaces   and-dashes_ ", "spaces_and_dashes"),
    ("What's next?", "what_s_next"),
])
def test_the_folder_s_name_is_derived(generate: Generate, tmp_path: Path, project_name: str,
                                      repo_name: str) -> None:
    project = generate(tmp_path, project_name=project_name)
    assert project.name == repo_name
    assert os.listdir(project / "src") == [repo_name]


def test_dashes_become_underscores_in_the_package(generate: Generate, tmp_path: Path) -> None:
    project = generate(tmp_path, repo_name="a-b-1")
    assert project.name == "a-b-1"
    assert os.listdir(project / "src") == ["a_b_1"]


def test_no_project_is_named_like_a_helper_of_its_tests() -> None:
    project, hook = TEMPLATE / "{{cookiecutter.repo_name}}", TEMPLATE / "hooks/pre_gen_project.py"
    refused = hook.read_text().split("HELPERS = frozenset(", 1)[1].split(".split()", 1)[0]
    assert refused.replace('"', "").split() == sorted(
        path.stem for path in project.glob("tests/**/*.py") if not path.stem.startswith("test_"))


def test_no_project_is_named_like_a_locked_library() -> None:
    project, hook = TEMPLATE / "{{cookiecutter.repo_name}}", TEMPLATE / "hooks/pre_gen_project.py"
    refused = hook.read_text().split("LIBRARIES", 1)[1].split('"""')[1].split()
    for lock in project.glob("*requirements*"):
        for name in re.findall(r"^([\w.-]+)==", lock.read_text(), re.MULTILINE):
            assert re.sub(r"[-.]", "_", name.lower()) in refused, name

"""The files of a generated project: each by name, those of an option beside it."""

from combinations import Combination

ALWAYS = """
    .dvc/.gitignore
    .dvc/config
    .dvcignore
    .gitattributes
    .gitignore
    LICENSE
    Makefile
    README.md
    dvc.yaml
    params.yaml
    pyproject.toml
    requirements-uv.txt
    requirements.txt
    tox.ini
    data/external/.gitkeep
    data/interim/.gitkeep
    data/processed/.gitkeep
    data/raw/README.md
    models/.gitkeep
    notebooks/1.0-explore-data.ipynb
    notebooks/2.0-model-report.ipynb
    references/dag.svg
    reports/.gitkeep
"""

PACKAGE = """
    __init__.py
    __main__.py
    cli.py
    errors.py
    files.py
    params.py
    paths.py
    yaml_settings.py
    data/__init__.py
    data/cells.py
    data/conform.py
    data/csv_source.py
    data/infer_schema.py
    data/make_dataset.py
    data/schema.py
    data/sources.py
    data/split.py
    features/__init__.py
    features/build_features.py
    features/expressions.py
    features/leakage.py
    models/__init__.py
    models/bundle.py
    models/candidates.py
    models/evaluate_model.py
    models/metrics.py
    models/model_card.py
    models/predict_model.py
    models/reproducible_skops.py
    models/select_model.py
    models/summary.py
    models/train_model.py
    visualization/__init__.py
    visualization/associations.py
    visualization/curves.py
    visualization/data_words.py
    visualization/exploration.py
    visualization/figures.py
    visualization/findings.py
    visualization/kernel.py
    visualization/labels.py
    visualization/model_report.py
    visualization/model_words.py
    visualization/notebook_files.py
    visualization/page.py
    visualization/run_notebooks.py
    visualization/segments.py
    visualization/style.py
    visualization/training_table.py
    visualization/twins.py
"""

TESTS = """
"""

OF_CI = {
    "github": {".github/workflows/ci.yaml"},
    "gitlab": {".gitlab-ci.yml"},
    "none": set(),
}


def expected_files(combination: Combination) -> set[str]:
    """Name every file of the project that a combination makes, relative to its folder."""
    return {
        *ALWAYS.split(),
        *(f"src/{combination.package}/{name}" for name in PACKAGE.split()),
        *(f"tests/{name}" for name in TESTS.split()),
        f"data/raw/{combination.problem}.csv",
        *OF_CI[combination.ci],
    }

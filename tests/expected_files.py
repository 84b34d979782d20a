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
    dvc_lock.py
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
    data/target.py
    features/__init__.py
    features/build_features.py
    features/expressions.py
    features/leakage.py
    models/__init__.py
    models/bundle.py
    models/candidates.py
    models/evaluate_model.py
    models/gates.py
    models/metrics.py
    models/model_card.py
    models/predict_model.py
    models/reproducible_skops.py
    models/select_model.py
    models/summary.py
    models/threads.py
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
    conftest.py
    samples.py
    test_cli.py
    test_dvc_lock.py
    test_files.py
    test_params.py
    data/test_cells.py
    data/test_conform.py
    data/test_csv_source.py
    data/test_infer_schema.py
    data/test_make_dataset.py
    data/test_schema.py
    data/test_sources.py
    data/test_split.py
    features/test_build_features.py
    features/test_expressions.py
    features/test_leakage.py
    models/test_bundle.py
    models/test_candidates.py
    models/test_evaluate_model.py
    models/test_gates.py
    models/test_metrics.py
    models/test_model_card.py
    models/test_predict_model.py
    models/test_select_model.py
    models/test_train_model.py
    visualization/test_exploration.py
    visualization/test_figures.py
    visualization/test_model_report.py
    visualization/test_run_notebooks.py
"""

OF_REMOTE = {
    "local": set(),
    "s3": {"requirements-remote.txt"},
    "gs": {"requirements-remote.txt"},
    "azure": {"requirements-remote.txt"},
    "ssh": {"requirements-remote.txt"},
}

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
        *OF_REMOTE[combination.data_remote],
        *OF_CI[combination.ci],
    }

"""Unrelated public tables, from packages on PyPI."""

import causaldata
import pandas as pd
import palmerpenguins
import statsmodels.api as sm
from sklearn import datasets
from vega_datasets import local_data

from tries.table import Try

FEW = ("linear", "decision_tree")


def _sklearn(name: str) -> pd.DataFrame:
    bunch = getattr(datasets, f"load_{name}")(as_frame=True)
    table = bunch.frame
    if hasattr(bunch, "target_names") and name != "diabetes":
        table["target"] = [str(bunch.target_names[code]) for code in table["target"]]
    return table


def _causal(name: str) -> pd.DataFrame:
    return getattr(causaldata, name).load_pandas().data


def _stats(name: str) -> pd.DataFrame:
    return getattr(sm.datasets, name).load_pandas().data


PUBLIC = (
    Try("iris", "3 classes, numbers only (scikit-learn)", lambda: _sklearn("iris"), "target",
        candidates=("scorecard", "linear", "decision_tree"),
        # A petal's width alone tells one species apart nearly always, which is no leak.
        settings={"leakage": {"accept": ["single_feature", "duplicates"]}}),
    Try("digits", "10 classes, 64 columns (scikit-learn)", lambda: _sklearn("digits"), "target",
        candidates=FEW),
    Try("breast cancer", "30 numbers that say much the same (scikit-learn)",
        lambda: _sklearn("breast_cancer"), "target",
        candidates=("scorecard", "linear", "random_forest")),
    Try("diabetes", "a small regression (scikit-learn)", lambda: _sklearn("diabetes"), "target",
        "regression"),
    Try("penguins", "3 classes, holes, categories (palmerpenguins)",
        palmerpenguins.load_penguins, "species", settings={"leakage": {"accept": [
            "single_feature"]}}),
    Try("titanic", "categories only (causaldata)", lambda: _causal("titanic"), "survived",
        candidates=("scorecard", "linear", "decision_tree"),
        settings={"leakage": {"accept": ["duplicates"]}}),
    Try("restaurants", "27,000 rows, thousands of names (causaldata)",
        lambda: _causal("restaurant_inspections"), "inspection_score", "regression",
        settings={"leakage": {"accept": ["duplicates"]}}),
    Try("working wives", "truth values as target and columns (causaldata, Mroz)",
        lambda: _causal("Mroz"), "lfp", candidates=("scorecard", "linear", "decision_tree")),
    Try("smoking", "64 columns, half of them with holes (causaldata, NHEFS)",
        lambda: _causal("nhefs").drop(columns=["yrdth", "modth", "dadth"]), "death"),
    Try("lives", "countries, a skewed target as its logarithm (causaldata, gapminder)",
        lambda: _causal("gapminder"), "gdpPercap", "regression",
        settings={"target": {"log": True}, "split": {"by": "group", "column": "country"}}),
    Try("doctors", "20,000 rows of counts, a log target (statsmodels, RAND)",
        lambda: _stats("randhie"), "mdvis", "regression",
        settings={"target": {"log": True}, "leakage": {"accept": ["duplicates"]}}),
    Try("affairs", "6,000 rows, a number as class (statsmodels)",
        lambda: _stats("fair").assign(affairs=lambda table: table["affairs"] > 0), "affairs",
        candidates=("scorecard", "linear", "random_forest"),
        settings={"leakage": {"accept": ["duplicates"]}}),
    Try("cars", "dates, few rows of a kind (vega_datasets)",
        lambda: local_data.cars().dropna(subset=["Miles_per_Gallon"]), "Miles_per_Gallon",
        "regression", settings={"split": {"by": "time", "column": "Year"}}),
    Try("weather", "5 classes by date, rare ones (vega_datasets)",
        local_data.seattle_weather, "weather",
        settings={"training": {"metric": "neg_log_loss", "class_weight": "balanced"},
                  "leakage": {"accept": ["single_feature"]}}),
    Try("temperatures", "hours of a year (vega_datasets)", local_data.sf_temps, "temp",
        "regression", settings={"leakage": {"accept": ["identifier"]}}),
)

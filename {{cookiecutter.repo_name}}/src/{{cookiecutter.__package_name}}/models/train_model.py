"""From training rows to a chosen, fitted and saved model."""

from dataclasses import asdict, replace
from typing import Any

import pandas as pd
from sklearn.pipeline import Pipeline
from tqdm import tqdm

from ..data.schema import Schema, load_schema
from ..data.target import classes_of
from ..errors import UserError
from ..features.build_features import Features, features_of
from ..features.leakage import MOST_FOLDS, find_leakage
from ..files import write_json
from ..params import Params
from ..paths import CANDIDATE_SCORES, MODEL, TRAIN
from ..portable.codec import obstacle_to_json, to_json
from ..portable.compile import compile_model
from ..portable.errors import NotPortable
from .bundle import save_bundle
from .candidates import CANDIDATES, Candidate, build_pipeline, chosen_candidates
from .manifest import VERSION, Manifest, description_of, library_versions
from .select_model import Scored, Selection, count_fits, select_model
from .threads import threads_for
from .training_rows import Rows, fit, folds_of, training_rows
from .typical import Typical, typical_row


def train_model(params: Params) -> list[str]:
    """Check for leakage, compare the candidates, refit the chosen one, save it and the scores.

    Returns notices for the user.

    Raises:
        UserError: a setting is wrong, a candidate cannot be fitted, or a feature gives the target
            away.
    """
    schema = load_schema(params)
    features = features_of(params, schema)
    rows = training_rows(pd.read_parquet(TRAIN), features.columns, schema, params)
    candidates = chosen_candidates(params, rows.classes)
    with threads_for(len(rows.X)):
        notices = _check_leakage(rows, features, params)
        selection = _select(candidates, features, rows, params)
        chosen = selection.chosen
        pipeline = fit(build_pipeline(candidates[chosen.name], params.target.task, features,
                                      chosen.params, params.seed, params.target.log), rows)
    manifest = _manifest(chosen, features, schema, typical_row(rows.X, features))
    portable, obstacle = _portable(pipeline, manifest)
    save_bundle(pipeline, portable, manifest, MODEL)
    write_json(CANDIDATE_SCORES, _report(selection, params))
    return [*_left_out(params, candidates), *notices, *_table(selection, params), *obstacle]


def _left_out(params: Params, candidates: dict[str, Candidate]) -> list[str]:
    return [f"{name} is left out: it takes no more than {CANDIDATES[name].most_classes} classes"
            for name in params.training.candidates if name not in candidates]


def _select(candidates: dict[str, Candidate], features: Features, rows: Rows,
            params: Params) -> Selection:
    with tqdm(total=count_fits(candidates, params), desc="cross-validation", unit="fit",
              disable=None) as bar:
        def tick(name: str) -> None:
            bar.set_postfix_str(name, refresh=False)
            bar.update()
        return select_model(candidates, features, rows, params, tick)


def _check_leakage(rows: Rows, features: Features, params: Params) -> list[str]:
    folds = folds_of(replace(rows, weights=None), params, MOST_FOLDS)
    found = find_leakage(rows.X, rows.y, features, folds, params)
    stop = [sentence for finding, sentence in found if finding not in params.leakage.accept]
    if stop:
        raise UserError("\n".join(f"{TRAIN}: leakage: {sentence}" for sentence in stop))
    return [f"accepted: {sentence.partition(';')[0]}" for _, sentence in found]


def _manifest(chosen: Scored, features: Features, schema: Schema, typical: Typical) -> Manifest:
    target = schema.target
    return Manifest(version=VERSION, name=chosen.name, params=chosen.params, task=target.task,
                    target=target.name, classes=classes_of(schema) or None,
                    typical=typical, libraries=library_versions(), **asdict(features))


def _portable(pipeline: Pipeline, manifest: Manifest) -> tuple[str, list[str]]:
    try:
        return to_json(compile_model(pipeline, description_of(manifest))), []
    except NotPortable as obstacle:
        return obstacle_to_json(str(obstacle)), [
            f"{manifest.name} has no portable form ({obstacle}): it is scored by scikit-learn, and "
            "`make deliver` cannot carry it to other forms"]


def _report(selection: Selection, params: Params) -> dict[str, Any]:
    return {
        "metric": params.training.metric,
        "folds": params.training.folds,
        "best": selection.best.name,
        "chosen": selection.chosen.name,
        "threshold": selection.threshold,
        "candidates": [
            {"name": scored.name, "baseline": scored is selection.baseline,
             "params": scored.params, "mean": scored.mean,
             "standard_error": scored.standard_error, "scores": list(scored.scores)}
            for scored in (selection.baseline, *selection.scored)],
    }


def _table(selection: Selection, params: Params) -> list[str]:
    lines = [f"{params.training.metric} by {params.training.folds}-fold cross-validation:"]
    for scored in (selection.baseline, *selection.scored):
        remark = "  <- chosen" if scored is selection.chosen else ""
        lines.append(f"  {scored.name:24} {scored.mean:12.6g} +- {scored.standard_error:.3g}"
                     f"  ({scored.fit_seconds:.1f} s){remark}")
    if selection.chosen is not selection.best:
        lines.append(f"  {selection.chosen.name} is simpler than {selection.best.name} and within "
                     "one standard error of it")
    return lines

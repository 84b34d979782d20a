"""Documents of portable models, of every part there is, and what can be wrong with them."""

import copy
import json
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]
Path = tuple[str | int, ...]
LACKING = object()

ADDITIVE: Document = {"format": "slipway portable model", "version": 1, "model": {
    "name": "scorecard", "task": "classification", "target": "paid",
    "classes": ["yes", "'; DROP TABLE x; --"],
    "inputs": [{"name": "größe \"µ\"", "kind": "number"}, {"name": "job\n", "kind": "category"}],
    "derived": [{"name": "d", "expression": {"call": "fill", "operands": [
        {"call": "log", "operands": [{"column": "größe \"µ\""}]}, {"number": -1.5}]}}],
    "estimator": {
        "intercept": [500.0],
        "terms": [
            {"column": "d", "center": 0.5, "weights": [-2.0], "missing": [7.0], "kind": "linear"},
            {"column": "job\n", "levels": [{"level": "=cmd|' /C calc'!A0", "weights": [5.0]},
                                           {"level": " ", "weights": [-0.0]}],
             "missing": [1.0], "unseen": [2.0], "kind": "levels"},
            {"column": "größe \"µ\"", "edges": [-1e-300, 0.1, 3.4e38],
             "weights": [[1.0], [2.0], [3.0], [4.0]], "missing": [0.0], "kind": "bins"}],
        "points": {"base": 600.0, "odds": 30.0, "double": 20.0},
        "kind": "additive"},
    "link": {"kind": "logistic", "center": 501.8622, "scale": -28.8539008177792},
    "cutoff": 0.25}}

TREES: Document = {"format": "slipway portable model", "version": 1, "model": {
    "name": "forest", "task": "classification", "target": "kind", "classes": ["a", "b", "c"],
    "inputs": [{"name": "n", "kind": "number"}, {"name": "t", "kind": "date"},
               {"name": "w", "kind": "category"}],
    "derived": [{"name": "twice", "expression": {"call": "*", "operands": [
        {"column": "n"}, {"number": 2.0}]}},
                {"name": "hour", "expression": {"call": "mod", "operands": [
                    {"call": "floor", "operands": [{"column": "t"}]}, {"number": 24.0}]}}],
    "estimator": {
        "base": [0.1, 0.2, 0.3], "divisor": 2.0,
        "tests": [{"column": "twice", "threshold": 0.30000000000000004, "missing": True,
                   "kind": "at_most"},
                  {"column": "n", "kind": "is_missing"},
                  {"column": "w", "level": "</script>", "kind": "is_level"}],
        "trees": [{"test": 0, "yes": {"values": [1.0, 0.0, 0.0]},
                   "no": {"test": 2, "yes": {"values": [0.0, 1.0, 0.0]},
                          "no": {"values": [0.0, 0.0, 1.0]}}},
                  {"values": [5e-324, 1.0, -1.7976931348623157e308]}],
        "kind": "trees"},
    "link": {"kind": "softmax", "center": 0.0, "scale": 1.0},
    "cutoff": None}}

LINEAR, LEVELS, BINS = (("model", "estimator", "terms", position) for position in range(3))
EXPRESSION = ("model", "derived", 0, "expression")
TESTS, ROOT = ("model", "estimator", "tests"), ("model", "estimator", "trees", 0)

# What both the codec and the schema refuse: the place, what is put there, and the message.
WRONG: list[tuple[Document, Path, Any, str]] = [
    (ADDITIVE, ("format",), "another", 'is no portable model: "format" is not "slipway portable'),
    (ADDITIVE, ("format",), LACKING, "is no portable model"),
    (ADDITIVE, ("version",), 2, "is of version 2, this code knows 1"),
    (ADDITIVE, ("version",), True, "is of version True, this code knows 1"),
    (ADDITIVE, ("version",), "1", "is of version '1', this code knows 1"),
    (ADDITIVE, ("more",), 1, 'needs exactly the keys "format", "version" and "model"'),
    (ADDITIVE, ("model",), LACKING, "needs exactly the keys"),
    (ADDITIVE, ("obstacle",), "a step", "needs exactly the keys"),
    (ADDITIVE, ("model",), [], "model: is no object"),
    (ADDITIVE, ("model", "name"), 3, "model.name: is no text"),
    (ADDITIVE, ("model", "target"), LACKING, "model: needs exactly the keys .* target is lacking "),
    (ADDITIVE, ("model", "task"), "ranking", "model.task: is none of classification, regression"),
    (ADDITIVE, ("model", "task"), "regression", "model.classes: only a classification has classes"),
    (ADDITIVE, ("model", "classes"), "no,yes", "model.classes: is no list"),
    (ADDITIVE, ("model", "classes", 0), 1, r"model.classes\[0\]: is no text"),
    (ADDITIVE, ("model", "classes"), ["yes"], "model.classes: needs two or more different classes"),
    (ADDITIVE, ("model", "classes"), ["a", "a"], "model.classes: needs two or more different clas"),
    (ADDITIVE, ("model", "classes"), None, "model.classes: only a classification has classes, and"),
    (ADDITIVE, ("model", "inputs", 1, "kind"), "text", r"inputs\[1\].kind: is none of number, dat"),
    (ADDITIVE, ("model", "inputs", 0, "unit"), "m", r"inputs\[0\]: needs .* unit is lacking or to"),
    (ADDITIVE, ("model", "inputs", 0), "n", r"model.inputs\[0\]: is no object"),
    (ADDITIVE, (*EXPRESSION, "call"), "sin", r"model.derived\[0\]: 'sin' is no function"),
    (ADDITIVE, (*EXPRESSION, "operands"), [], r"derived\[0\]: fill takes 2 to 2 operands, not 0"),
    (ADDITIVE, (*EXPRESSION, "call"), "where", "where takes 3 to 3 operands, not 2"),
    (ADDITIVE, (*EXPRESSION, "operands", 1, "number"), "1",
     r"derived\[0\].expression.operands\[1\].number: is no number"),
    (ADDITIVE, (*EXPRESSION, "operands", 1, "number"), 3.5e38, r"derived\[0\]: 3.5e[+]38 is beyon"),
    (ADDITIVE, (*EXPRESSION, "operands", 1, "column"), "d", r"operands\[1\]: is none of Number, N"),
    (ADDITIVE, EXPRESSION, None, r"model.derived\[0\].expression: is none of Number, Name, Call"),
    (ADDITIVE, ("model", "estimator"), None, "model.estimator: is none of Additive, Trees"),
    (ADDITIVE, ("model", "estimator", "kind"), "forest", "model.estimator: is none of Additive, T"),
    (ADDITIVE, ("model", "estimator", "kind"), "trees", "model.estimator: needs exactly the keys"),
    (ADDITIVE, ("model", "estimator", "intercept", 0), True, r"intercept\[0\]: is no number"),
    (ADDITIVE, ("model", "estimator", "intercept", 0), 10**400, "is beyond the range of doubles"),
    (ADDITIVE, ("model", "estimator", "intercept"), 0.5, "model.estimator.intercept: is no list"),
    (ADDITIVE, ("model", "estimator", "terms"), {}, "model.estimator.terms: is no list"),
    (ADDITIVE, (*LINEAR, "kind"), "cubic", r"terms\[0\]: is none of LinearTerm, LevelTerm, BinTer"),
    (ADDITIVE, (*LINEAR, "kind"), ["linear"], r"terms\[0\]: is none of LinearTerm"),
    (ADDITIVE, (*LINEAR, "weights", 0), None, r"terms\[0\].weights\[0\]: is no number"),
    (ADDITIVE, (*LINEAR, "center"), "0", r"model.estimator.terms\[0\].center: is no number"),
    (ADDITIVE, (*LEVELS, "levels", 0, "weights"), LACKING, r"levels\[0\]: needs .* weights is lac"),
    (ADDITIVE, (*LEVELS, "levels", 0, "level"), "", r"terms\[1\].levels: the level '' would be a"),
    (ADDITIVE, (*LEVELS, "levels", 0, "level"), "(missing)", "'.missing.' would be a missing cate"),
    (ADDITIVE, (*BINS, "weights", 3), 4.0, r"model.estimator.terms\[2\].weights\[3\]: is no list"),
    (ADDITIVE, (*BINS, "edges"), [0.1, 0.1, 1.0], r"model.estimator.terms\[2\].edges: do not rise"),
    (ADDITIVE, ("model", "estimator", "points"), {"base": 1.0}, "points: is none of Points"),
    (ADDITIVE, ("model", "estimator", "points"), 600, "model.estimator.points: is no object"),
    (ADDITIVE, ("model", "estimator", "points", "odds"), 0.0, "points: need a logistic link, and "),
    (ADDITIVE, ("model", "link", "kind"), "identity", "model.estimator.points: need a logistic li"),
    (ADDITIVE, ("model", "link", "kind"), "probit", "model.link.kind: is none of identity, logist"),
    (ADDITIVE, ("model", "link", "kind"), "softmax", "model.link: softmax needs three or more cla"),
    (ADDITIVE, ("model", "link", "scale"), 0.0, "model.link.scale: is 0"),
    (ADDITIVE, ("model", "cutoff"), 1.0, "model.cutoff: needs two classes, and lies between 0 and"),
    (ADDITIVE, ("model", "cutoff"), "0.5", "model.cutoff: is no number"),
    (TREES, ("model", "cutoff"), 0.5, "model.cutoff: needs two classes"),
    (TREES, ("model", "link", "kind"), "logistic", "model.link: logistic needs two classes"),
    (TREES, ("model", "link", "kind"), "exponential", "model.link: exponential gives a number, "),
    (TREES, ("model", "derived", 1, "expression", "operands"), [{"number": 1.0}],
     r"derived\[1\]: mod takes 2 to 2 operands, not 1"),
    (TREES, ("model", "estimator", "divisor"), 0, "model.estimator.divisor: is 0"),
    (TREES, ("model", "estimator", "points"), None, "estimator: needs exactly .* points is lackin"),
    (TREES, (*TESTS, 0, "threshold"), None, r"tests\[0\].threshold: is no number"),
    (TREES, (*TESTS, 0, "missing"), 1, r"tests\[0\].missing: is no truth value"),
    (TREES, (*TESTS, 1, "kind"), LACKING, r"tests\[1\]: is none of AtMost, IsMissing, IsLevel"),
    (TREES, (*TESTS, 2, "level"), "", r"tests\[2\]: the level '' would be a missing category"),
    (TREES, (*ROOT, "test"), -1, r"trees\[0\]: test -1 is not in estimator.tests"),
    (TREES, (*ROOT, "test"), 0.5, r"model.estimator.trees\[0\].test: is no whole number"),
    (TREES, (*ROOT, "test"), False, r"model.estimator.trees\[0\].test: is no whole number"),
    (TREES, (*ROOT, "yes"), LACKING, r"model.estimator.trees\[0\]: is none of Leaf, Split"),
    (TREES, (*ROOT, "values"), [0.5], r"model.estimator.trees\[0\]: is none of Leaf, Split"),
    (TREES, (*ROOT, "no", "yes"), [], r"model.estimator.trees\[0\]: is none of Leaf, Split"),
    (TREES, (*ROOT, "no", "yes", "values", 1), "1", r"trees\[0\].values\[1\]: is no number"),
]
# What a schema cannot say; its $comment does, and the codec refuses it.
UNFIT: list[tuple[Document, Path, Any, str]] = [
    (ADDITIVE, ("model", "inputs", 1, "name"), "größe \"µ\"", r"inputs\[1\]: .* stands twice"),
    (ADDITIVE, ("model", "derived", 0, "name"), "job\n", r"derived\[0\]: .* the name of another"),
    (ADDITIVE, (*EXPRESSION, "operands", 1), {"column": "d"}, r"derived\[0\]: 'd' is no number or"),
    (ADDITIVE, (*EXPRESSION, "operands", 1), {"column": "job\n"}, "is no number or date column"),
    (ADDITIVE, (*LINEAR, "column"), "x", r"terms\[0\]: 'x' is no number column"),
    (ADDITIVE, (*LEVELS, "column"), "d", r"terms\[1\]: 'd' is no category column"),
    (ADDITIVE, (*LINEAR, "weights"), [1.0, 2.0], r"terms\[0\]: needs 1 values, not 2"),
    (ADDITIVE, (*LEVELS, "unseen"), [1.0, 2.0], r"terms\[1\]: needs 1 values, not 2"),
    (ADDITIVE, (*LEVELS, "levels", 1, "level"), "=cmd|' /C calc'!A0", "levels: one stands twice"),
    (ADDITIVE, (*LEVELS, "levels", 1, "weights"), [0.5], r"terms\[1\]: holds points that are no w"),
    (ADDITIVE, ("model", "estimator", "intercept"), [0.5], "intercept: holds points that are no w"),
    (ADDITIVE, ("model", "estimator", "intercept"), [1.0, 1.0], "intercept: needs 1 values, not 2"),
    (ADDITIVE, (*BINS, "edges"), [1.0, 0.0, 2.0], r"terms\[2\].edges: do not rise"),
    (ADDITIVE, (*BINS, "edges"), [1.0], r"terms\[2\].weights: needs one more than edges"),
    (TREES, (*ROOT, "test"), 3, r"model.estimator.trees\[0\]: test 3 is not in estimator.tests"),
    (TREES, (*ROOT, "yes", "values"), [0.5], r"model.estimator.trees\[0\]: needs 3 values, not 1"),
    (TREES, ("model", "estimator", "base"), [0.5], "model.estimator.base: needs 3 values, not 1"),
    (TREES, (*TESTS, 0, "column"), "w", r"tests\[0\]: 'w' is no number column"),
    (TREES, (*TESTS, 0, "column"), "t", r"tests\[0\]: 't' is no number column"),
    (TREES, (*TESTS, 1, "column"), "t", r"tests\[1\]: 't' is no number or category column"),
    (TREES, (*TESTS, 1, "column"), "x", r"tests\[1\]: 'x' is no number or category col"),
    (TREES, (*TESTS, 2, "column"), "n", r"tests\[2\]: 'n' is no category column"),
]


def ids_of(faults: list[tuple[Document, Path, Any, str]]) -> list[str]:
    """Name faults by their place."""
    return ["-".join(map(str, path)) for _, path, _, _ in faults]


def changed(document: Document, path: Path, value: Any) -> Document:
    """Copy a document with another value at a place, or with none there (LACKING)."""
    copied = copy.deepcopy(document)
    *parents, last = path
    place: Any = copied
    for key in parents:
        place = place[key]
    if value is LACKING:
        del place[last]
    else:
        place[last] = value
    return copied


def text_of(document: Document) -> str:
    """Write a document as `to_json` does."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def paths_of(value: Any, path: Path = ()) -> Iterator[Path]:
    """Name every place in a document but the whole."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from paths_of(part, (*path, key))

"""Wrong settings: what is done to params.yaml, and the one line that must come of it.

In a line, * stands for any text and # for a number.
"""

from changes import Change, removed, rewritten, settings, written

Cases = dict[str, tuple[Change, str]]
PARAMS = "params.yaml"

# Wrong in params.yaml itself: every stage refuses it.
SETTINGS: Cases = {
    "unknown key": (
        settings("^seed:", "sead:"),
        "params.yaml:#: sead: is not a setting; did you mean `seed`?"),
    "unknown key below": (
        settings("cutoff: 0.5", "cutoff: 0.5\n  rows: 9"),
        "params.yaml:#: predict.rows: is not a setting; choose from *cutoff*"),
    "missing key": (
        settings("^seed: 20\n", ""),
        "params.yaml: `seed` is missing; add it"),
    "given twice": (
        settings("^seed: 20", "seed: 20\nseed: 21"),
        "params.yaml:#: `seed` is given twice, first on line #; keep one"),
    "word for a number": (
        settings("folds: 3", "folds: three"),
        "params.yaml:#: training.folds: is three; it needs a whole number"),
    "word for a list": (
        settings(r"exclude: \[\]", "exclude: Age"),
        "params.yaml:#: columns.exclude: is Age; it needs a list, as [a, b]"),
    "number for a word": (
        settings("column: Status", "column: 2019"),
        "params.yaml:#: target.column: 2019 is no text to YAML; put it in quotes"),
    "nothing": (
        settings("column: Status", "column:"),
        "params.yaml:#: target.column: is empty; it needs text"),
    "nothing below": (
        settings("^split:\n(  .*\n)+", "split:\n"),
        "params.yaml:#: split: is empty; it needs settings of its own below it *"),
    "out of bounds": (
        settings("test_share: 0.2", "test_share: 20"),
        "params.yaml:#: split.test_share: is 20; it must be below 1"),
    "no choice": (
        settings("task: classification", "task: clasification"),
        "params.yaml:#: target.task: clasification is no choice; did you mean `classification`?"),
    "metric of another task": (
        settings("metric: roc_auc", "metric: r2"),
        "params.yaml:#: training.metric: r2 does not fit classification; choose roc_auc or neg_*"),
    "separator": (
        settings("separator: null", 'separator: ";;"'),
        "params.yaml:#: source.separator: cannot separate columns; take one plain character, *"),
    "address that cannot be read": (
        settings("separator: null", 'separator: null\n  url: "https://[bad/x.csv"'),
        "params.yaml:#: source.url: is no web address that can be read; write it as https://*"),
    "token in an address": (
        settings("separator: null", "separator: null\n  url: https://ghp_abc@host/x.csv"),
        "params.yaml:#: source.url: holds a name or token ahead of the @, and this file is kept *"),
    "broken YAML": (
        settings(r"exclude: \[\]", "exclude: ["),
        "params.yaml:#: is not valid YAML: *; mend the indentation or quote the value"),
    "tab": (
        settings("^  test_share", "\ttest_share"),
        "params.yaml:#: is not valid YAML: *; mend the indentation or quote the value"),
    "no such day": (
        settings("seed: 20", "seed: 2020-13-45"),
        "params.yaml: is not valid YAML: month must be in 1..12; *quote the value"),
    "an object of Python's": (
        settings("seed: 20", "seed: !!python/object/apply:os.system [touch x]"),
        "params.yaml:#: is not valid YAML: could not determine a constructor *"),
    "without end": (
        settings(r"kinds: \{\}", "kinds: &a {x: *a}"),
        "params.yaml*: is not valid YAML: *"),
    "empty": (
        written(PARAMS, ""),
        "params.yaml: is empty; `git checkout params.yaml` brings it back"),
    "binary": (
        written(PARAMS, bytes(range(256))),
        "params.yaml: is not UTF-8 text; save it as UTF-8"),
    "a list": (
        written(PARAMS, "- seed"),
        "params.yaml: is a list; it needs settings *"),
    "missing file": (
        removed(PARAMS),
        "params.yaml: there is no such file; `git checkout params.yaml` brings it back"),
}

# What `train` refuses.
TRAIN: Cases = {
    "half an expression": (
        settings("Amount / Time", "Amount /"),
        "params.yaml: features.Instalment: 'Amount /' is not an expression; it takes numbers, *"),
    "another language": (
        settings("Amount / Time", "Amount.cumsum()"),
        "params.yaml: features.Instalment: 'Amount.cumsum()'* is not part of the language; *"),
    "code": (
        settings("Amount / Time", "__import__('os').system('touch x')"),
        "params.yaml: features.Instalment: * is not part of the language; it takes numbers, *"),
    "expression of a word": (
        settings("Amount / Time", "Amount / Home"),
        "params.yaml: features.Instalment: Home is no number or date column; these are *"),
    "expression of nothing": (
        settings("Amount / Time", "Amount / time"),
        "params.yaml: features.Instalment: time is no number or date column; these are *; did you "
        "mean `Time`?"),
    "name of a column": (
        settings("Instalment:", "Price:"),
        "params.yaml: features.Price: there is a column of this name; choose another"),
    "unknown candidate": (
        settings("decision_tree", "decision_forest"),
        "params.yaml: training.candidates: decision_forest is no candidate for classification; "
        "choose from *"),
    "candidate twice": (
        settings("decision_tree", "logistic_regression"),
        "params.yaml: training.candidates: logistic_regression is given twice; keep one"),
    "no contract": (
        removed("references/schema.yaml"),
        "references/schema.yaml: there is no such file; `make data` makes it"),
    "wrong contract": (
        rewritten(lambda text: text.replace(b"{kind: number", b"{kind: nmber", 1),
                  "references/schema.yaml"),
        "references/schema.yaml:#: columns.Seniority.kind: nmber is no choice; did you mean *"),
    "no rows": (
        removed("data/processed/train.parquet"),
        "data/processed/train.parquet: cannot be read or written; *`make all`"),
}

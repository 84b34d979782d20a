"""Other converters beside the project's own forms: the same models, the same rows."""

import os
import shutil
from pathlib import Path

from benchmarks.converters_table import (
    ALONE,
    BESIDE,
    EXACT,
    FAR,
    Cell,
    alone,
    beside,
    cell_of,
    refusals,
    shortcomings,
)
from benchmarks.goals import Goal
from benchmarks.projects import TABLES, answer, generate

TEXT = """
## Beside other converters

The fitted models of both sample tables, exported by orbital, skl2onnx and sklearn2pmml, and by the
project's own forms, and scored in the same runtime. The converter's figure stands first, ours
second. Versions: {versions}.

The rows are golden rows, as `make verify` has them: real ones, missing values, unseen categories,
extremes, values on thresholds and one step to either side ("edge"). A difference is |a - b| /
max(1, |b|), of probabilities or predicted numbers, from scikit-learn's own scores; rows that differ
by more than {far:.0e} are off. Export runs from the fitted pipeline to the file; ours writes SQL
for all its dialects in that time. Medians of rounds taken in turn.

What a converter does not take is taken off the pipeline until it takes the rest, the column
"without" says what: d derived features, f flags of missing numbers (and the step for empty
columns), w filling missing words, n filling missing numbers. Rare levels are not taken together
here, as no converter knows that step. Apart from the flags, which then
neither model has, all this is done to the converter's rows beforehand; ours does it itself in
every line.

{beside_head}
{beside}

At least as exact: differences below {exact:.0e}, the rounding of doubles, count as none.{not_so}

Why steps were taken off, an answer of each converter:

| converter | taken off so far | first at | its answer |
| --- | --- | --- | --- |
{refusals}

### The whole pipelines, which no other converter takes

{alone_head}
{alone}
"""
NO_JAVA = """
## Beside other converters

Not measured: sklearn2pmml and the JPMML evaluator need Java (command java), and there is none here.
"""


def measure(folder: Path) -> tuple[str, list[Goal]]:
    """Measure; return the section of the report, and the goals."""
    if shutil.which("java") is None:
        return NO_JAVA, []
    environment = Path(os.environ["CONVERTERS_VENV"])
    cells: list[Cell] = []
    for table in TABLES:
        found = answer(generate(folder, table), environment, "converters_run")
        cells += (cell_of(cell, table) for cell in found["cells"])
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    found = shortcomings(cells)
    not_so = "".join(f"\n{words.capitalize()}: {'; '.join(lines)}." for words, lines
                     in found.items() if lines)
    return TEXT.format(versions=versions, far=FAR, exact=EXACT, beside_head=BESIDE, not_so=not_so,
                       beside=beside(cells), refusals=refusals(cells),
                       alone_head=ALONE, alone=alone(cells)), [
        Goal(f"{words}, of {sum(1 for cell in cells if cell.theirs)} beside other converters",
             len(lines), 0) for words, lines in found.items()]

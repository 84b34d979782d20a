"""Wrong tables: what is done to a project's files, and the one line that must come of it.

In a line, * stands for any text and # for a number.
"""

import gzip

from bad_settings import Cases
from changes import TABLE, Change, both, cells, first_rows, regression, removed, rewritten
from changes import settings, written

SCHEMA = "references/schema.yaml"
TARGET = f"{TABLE}: target Status:"
FEATURES = "Seniority, Home, Time, Age, Marital, Records, Job, Expenses, Income, Assets, Debt, " \
    "Amount, Price"
MODEL, MANIFEST = "models/model.skops", "models/model.json"
PORTABLE = "models/portable.json"
HEADER = FEATURES.replace(" ", "") + "\n"
ROW = "9,rent,60,30,married,no,freelance,73,129.0,0.0,0.0,800,846\n"

# What `data` refuses; with a second line where that is another one under a contract.
DATA: dict[str, tuple[Change, str] | tuple[Change, str, str]] = {
    "no such target": (
        settings("column: Status", "column: Stat"),
        f"params.yaml: target.column: Stat is no column of {TABLE}; it has Status, Seniority, *"),
    "no such column to exclude": (
        settings(r"exclude: \[\]", "exclude: [age]"),
        f"params.yaml: columns.exclude: age is no column of {TABLE}; it has Status, Seniority, *"),
    "no such column of a kind": (
        settings(r"kinds: \{\}", "kinds: {age: number}"),
        f"params.yaml: columns.kinds: age is no column of {TABLE}; it has Status, Seniority, *"),
    "no such class": (
        settings("positive: bad", "positive: Bad"),
        "params.yaml: target.positive: Bad is no class of Status; choose bad or good",
        f"{SCHEMA}:#: target.positive: is bad, but params.yaml says Bad; make them agree, *"),
    "no such encoding": (
        settings("encoding: utf-8", "encoding: utf-9"),
        "params.yaml: source.encoding: utf-9 is no encoding; try utf-8, latin-1 or cp1252"),
    "no such file": (
        removed(TABLE), f"{TABLE}: cannot be read (No such file or directory); check the path"),
    "folder": (
        settings("path: data/raw/credit.csv", "path: data/raw"),
        "data/raw: is a folder without Parquet files; name a file, or put them there"),
    "nothing": (written(TABLE, ""), f"{TABLE}: is empty; it needs a header and rows"),
    "blank lines": (
        written(TABLE, "\n\n"),
        f"{TABLE}: has no header on its first line; add the names of the columns"),
    "header only": (
        first_rows(0), f"{TABLE}: has a header but no rows; it needs rows to learn from"),
    "picture": (
        written(TABLE, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(99)),
        f"{TABLE}: is a binary file; name a table: CSV, Parquet, JSON lines or Excel (.xlsx)"),
    "workbook": (
        written(TABLE, b"PK\3\4\x14\0\6\0" + bytes(99)),
        f"{TABLE}: is a binary file, a workbook or a zip archive; name a workbook .xlsx, and *"),
    "web page": (
        written(TABLE, "<!doctype html>\n<p>Not found</p>\n"),
        f"params.yaml: target.column: Status is no column of {TABLE}; it has <!doctype html>*"),
    "cut off": (
        rewritten(lambda content: content[:5000].rpartition(b",")[0]),
        f"{TABLE}: row # has # values where the header has 14; is the file cut off, or *quoted?"),
    "cut off, packed": (
        both(settings("credit.csv", "credit.csv.gz"),
             written(f"{TABLE}.gz", gzip.compress(bytes(range(256)) * 99)[:-20])),
        f"{TABLE}.gz: cannot be unpacked; was it cut off while copying?"),
    "cut off, Parquet": (
        written(TABLE, b"PAR1" + bytes(999)),
        f"{TABLE}: is no whole Parquet file; was it cut off while copying?"),
    "another encoding": (
        rewritten(lambda content: content.replace(b"owner", "böse".encode("cp1252"))),
        f"{TABLE}: is not utf-8 text; set source.encoding in params.yaml, *cp1252, *"),
    "UTF-16": (
        rewritten(lambda content: content.decode().encode("utf-16")),
        f"{TABLE}: is not utf-8 text; set source.encoding in params.yaml, *utf-16"),
    "a name twice": (
        rewritten(lambda content: content.replace(b"Age", b"Time", 1)),
        f"{TABLE}: has more than one column named Time; rename them in the header"),
    "another separator": (
        rewritten(lambda content: content.replace(b",", b";")),
        f"params.yaml: target.column: Status is no column of {TABLE}; it has Status;Seniority;*; "
        "the header did not split: check source.separator"),
    "open quote": (
        rewritten(lambda content: content.replace(b"good,17,rent", b'good,17,"rent', 1)),
        f"{TABLE}: row 2 opens a quote that is never closed; mend that row"),
    "row too long": (
        rewritten(lambda content: content.replace(b"good,17,", b"good,1,7,", 1)),
        f"{TABLE}: row 2 has 15 values where the header has 14; is the file cut off, or *quoted?"),
    "one class": (
        cells("Status", lambda row, cell: "good"),
        f"{TARGET} has one class only, good; two are needed to learn from"),
    "three classes": (
        cells("Status", lambda row, cell: "fair" if row % 3 else cell),
        "params.yaml: target.positive: bad: of 3 classes none is the positive one; set it to null",
        f"{TARGET} has the classes bad, fair, good, {SCHEMA} has bad, good; make them agree"),
    "missing target": (
        cells("Status", lambda row, cell: "NA" if row in (4, 9) else cell),
        f"{TARGET} has 2 missing values, the first in row 4; fill them or remove these rows"),
    "nothing but missing targets": (
        cells("Status", lambda row, cell: ""),
        f"{TARGET} has # missing values, the first in row 1; fill them or remove these rows"),
    "one row": (
        first_rows(1), f"{TARGET} has one class only, good; two are needed to learn from"),
    "two rows": (
        both(first_rows(2), cells("Status", lambda row, cell: ["bad", "good"][row - 1])),
        f"{TABLE}: has 1 rows of class bad, of which # would be for the test; 3-fold *"),
    "infinity": (
        cells("Age", lambda row, cell: "-inf" if row == 7 else cell),
        f"{TABLE}: column Age has # numbers and 1 values that are no finite number, the first "
        "'-inf' in row 7; mend them, * or say `columns.kinds: {\"Age\": category}`",
        f"{TABLE}: 1 rows do not fit the contract, the first is row 7: Age: '-inf' is not a finite "
        f"number; mend the table, {SCHEMA}, or columns.kinds in params.yaml"),
    "too large": (
        cells("Age", lambda row, cell: "1e39" if row == 7 else cell),
        f"{TABLE}: column Age has # numbers and 1 values that are no finite number, *",
        f"{TABLE}: 1 rows do not fit the contract, the first is row 7: Age: '1e39' is not *"),
    "mixed types": (
        cells("Age", lambda row, cell: "old" if row % 9 == 0 else cell),
        f"{TABLE}: column Age has # numbers and # values that are no finite number, the first "
        "'old' in row 9; mend them, * or say `columns.kinds: {\"Age\": category}`",
        f"{TABLE}: # rows do not fit the contract, the first is row 9: Age: 'old' is not *"),
    "nothing to learn from": (
        settings(r"exclude: \[\]", f"exclude: [{FEATURES}]"),
        f"{TABLE}: no column is left for the model to learn from; set columns.kinds or *",
        f"{SCHEMA}: leaves no number, category or date column for the model; correct a kind, or *"),
    "twins": (
        rewritten(lambda content: content + content.partition(b"\n")[2]),
        f"{TABLE}: # of # test rows (*) have an identical twin among the training rows, *; remove "
        "the duplicates, or, if they are real, say `leakage.accept: [duplicates]` in params.yaml"),
}

# What `data` refuses to predict as a number.
NUMBER: Cases = {
    "words": (
        regression("Home"),
        f"{TABLE}: target Home: 'rent' in row 1 is not a finite number; mend it, or say *"),
    "infinity": (
        both(regression("Price"), cells("Price", lambda row, cell: "inf" if row == 5 else cell)),
        f"{TABLE}: target Price: 'inf' in row 5 is not a finite number; mend it, or say `task: *"),
    "one value": (
        both(regression("Price"), cells("Price", lambda row, cell: "7")),
        f"{TABLE}: target Price: has the same value in every row; there is nothing to learn"),
    "missing": (
        both(regression("Price"), cells("Price", lambda row, cell: "" if row == 5 else cell)),
        f"{TABLE}: target Price: has 1 missing values, the first in row 5; fill them or *"),
    "two rows": (
        both(regression("Price"), first_rows(2)),
        f"{TABLE}: has 2 rows, of which # would be for the test; 3-fold *"),
}

# What `predict` refuses to score.
PREDICT: Cases = {
    "no such file": (
        lambda project: None,
        "new.csv: cannot be read (No such file or directory); check the path"),
    "nothing": (written("new.csv", ""), "new.csv: is empty; it needs a header and rows"),
    "lacking column": (
        written("new.csv", HEADER.replace("Age,", "") + "1\n"),
        "new.csv: lacks the column Age; add it"),
    "another case": (
        written("new.csv", HEADER.replace("Age", "AGE") + ROW),
        "new.csv: lacks the column Age; rename 'AGE' to 'Age'"),
    "another separator": (
        written("new.csv", (HEADER + ROW).replace(",", ";")),
        "new.csv: lacks the columns Seniority, *; add them, or, if it is separated otherwise, *"),
    "a name twice": (
        written("new.csv", HEADER.replace("Age", "Time") + ROW),
        "new.csv: has more than one column named Time; rename them in the header"),
    "binary": (written("new.csv", b"PK\3\4" + bytes(99)), "new.csv: is a binary file, a *"),
    "another encoding": (
        written("new.csv", (HEADER + ROW.replace("rent", "böse")).encode("cp1252")),
        "new.csv: is not utf-8 text; set source.encoding in params.yaml, *"),
    "open quote": (
        written("new.csv", f'{HEADER}{ROW}9,"{ROW}{ROW}'),
        "new.csv: row 2 opens a quote that is never closed; mend that row"),
    "cut off, Parquet": (
        written("new.csv", b"PAR1" + bytes(99)),
        "new.csv: is no whole Parquet file; was it cut off while copying?"),
    "no model": (
        both(written("new.csv", HEADER + ROW), removed(PORTABLE)),
        f"{PORTABLE}: there is no such file; `make train` makes it, `make pull` fetches it"),
    "changed model": (
        both(written("new.csv", HEADER + ROW),
             rewritten(lambda content: content + b" ", PORTABLE)),
        f"{PORTABLE}: was changed after it was saved (its SHA-256 is not the manifest's); `make *"),
    "half a model": (
        both(written("new.csv", HEADER + ROW), written(MANIFEST, '{"version": 1,')),
        f"{MANIFEST}: is no manifest (*); `make train` makes it anew"),
    "other contract": (
        both(written("new.csv", HEADER + ROW), settings(r"exclude: \[\]", "exclude: [Age]")),
        f"{MODEL}: was trained under another contract: Age changed in *; `make train`"),
}

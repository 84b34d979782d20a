"""The command of a program in Python: a CSV table in, its scores out."""

import math

# What a program holds of its own stands here for the linter alone.
LARGEST = math.inf
FIELDS, COLUMNS, MISSING, MISSING_NUMBERS, CODES, score = (), {}, (), (), {}, None


def parse(text, name):
    """Read a number from the text of a cell."""
    text = text.strip()
    if not text or text in MISSING:
        return None
    try:
        value = float(text) if text.isascii() and "_" not in text else math.inf
    except ValueError:
        value = math.inf
    if not -LARGEST <= value <= LARGEST:
        raise ValueError(f"{name}: {text!r} is not a finite number")
    return None if value in MISSING_NUMBERS else value


def read(cell, name, kind, known):
    """Read a cell: a number, or a category or date as text; None where it is missing."""
    if kind == "number":
        return parse(cell, name)
    text = cell.strip() if kind == "date" else cell
    if text in MISSING or (kind == "date" and not text):
        return None
    names, spelled = known.get(name, ((), {}))
    return text if text in names else spelled.get(canonical(text), text) if spelled else text


def canonical(text):
    """Spell a truth value or a whole number in one way: True as true, 1.0 as 1."""
    import re
    if text.lower() in ("true", "false"):
        return text.lower()
    whole = re.fullmatch(r"(-?(?:0|[1-9][0-9]*))\.0+", text)
    return whole[1] if whole else text


def score_cells(cells, known):
    """Score a row of a CSV table; returns the score's fields, then what is wrong with the row."""
    try:
        if None in cells or None in cells.values():
            raise ValueError("has more or fewer values than the header")
        record = {name: read(cells[name], name, kind, known) for name, kind in COLUMNS.items()}
        return [*score(record).values(), ""]
    except ValueError as error:
        return [*[""] * len(FIELDS), error]


def score_table(lines, output):
    """Score a CSV table, a line of output for each row; returns what is wrong with the table."""
    import csv
    reader = csv.DictReader(lines)
    writer = csv.writer(output, lineterminator="\n")
    row = 0
    try:
        header = [name or "unnamed_%d" % position
                  for position, name in enumerate(reader.fieldnames or [], 1)]
        reader.fieldnames = header
        lacking = [name for name in COLUMNS if name not in header]
        if lacking:
            many = len(lacking) > 1
            return f"the table lacks the column{'s' * many} {', '.join(lacking)}; add " \
                   f"{'them' if many else 'it'}"
        twice = [name for name in COLUMNS if header.count(name) > 1]
        if twice:
            return f"the table has the column {', '.join(twice)} twice; leave one"
        known = {name: ({*codes}, {canonical(code): code for code in codes})
                 for name, codes in CODES.items()}
        writer.writerow(["row", *FIELDS, "reason"])
        for row, cells in enumerate(reader, 1):
            writer.writerow([row, *score_cells(cells, known)])
    except (UnicodeDecodeError, csv.Error) as error:
        return f"the table cannot be read past row {row} ({error})"
    return None


def main():
    """Score a CSV table from standard input to standard output."""
    import os
    import sys
    sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    try:
        fault = score_table(sys.stdin, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads the scores has seen enough; the rest has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        fault = f"the output cannot be written ({error.strerror}); check the disk"
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if fault:
        print(fault, file=sys.stderr)
        sys.exit(2)

"""The dialects of SQL, and what each of them has to be told."""

import re
from dataclasses import dataclass

from sqlglot import exp

# Any reader of decimal numbers turns so many digits into the right double.
SURE_DIGITS = 15
CAPITALS = "Names are taken letter by letter, and those created without quotes are stored in " \
    "capitals: where yours were, score a view that has them as they are written here."


@dataclass(frozen=True)
class Dialect:
    """A dialect: `name` for people, `folder` for its files, `parser` for sqlglot.

    `double`, `date` and `word` read a column, in the place of {}: as a double; as a double too, the
    whole seconds since 1970; and as text that compares letter by letter; NULL where missing.
    `number` writes a double; `mark` ends
    every word that is compared. `character` writes a character by its code where a literal has no
    escapes; `label` makes a text of any length. `materialized`, `top` and `fence` (ahead of a
    named query, of its columns, and after its table) keep an optimizer from working it out again
    for each use of its columns. The rest are limits: how deep CASE nests, how many named queries
    there are, columns in a row, branches in all, bytes in a statement; the letters, or bytes, of
    a name, and the letters that it cannot hold (a regular expression); `holds_nul`: whether a text
    can hold the character NUL.
    """

    name: str
    folder: str
    parser: str
    double: str = "CAST({} AS DOUBLE)"
    date: str = "FLOOR(EPOCH(CAST({} AS TIMESTAMP)))"
    word: str = "NULLIF(NULLIF(CAST({} AS VARCHAR), ''), '(missing)')"
    mark: str = ""
    character: str = ""
    joint: str = " || "
    number: str = "{}e0"
    exact_decimals: bool = True
    underflow_is_error: bool = False
    holds_nul: bool = True
    logarithm: str = "LN"
    floor: str = "FLOOR({})"
    label: str = "CAST({} AS VARCHAR(200))"
    create_view: str = "CREATE OR REPLACE VIEW {} AS"
    create_table: str = "CREATE TABLE {} AS\n{}"
    materialized: str = ""
    top: str = ""
    fence: str = ""
    nesting: int = 50
    queries: int = 60
    columns: int = 4000
    branches: int = 50_000
    largest: int = 100_000_000
    longest_name: int = 10_000
    counts_bytes: bool = False
    folds_case: bool = True
    other_letters: str = ""
    notes: tuple[str, ...] = ()

    def quote(self, name: str) -> str:
        """Write a name in quotes, whatever it holds."""
        return exp.to_identifier(name, quoted=True).sql(self.parser)

    def text(self, words: str) -> str:
        """Write words as a literal on one line, whatever they hold."""
        if not self.character:
            text = self._literal(words)
            # Spark would put the value of a variable in.
            return text.replace("${", "\\u0024{") if self.parser == "spark" else text
        # The odd parts are single characters, which no editor or transfer of the file must touch.
        parts = re.split(r"([\x00-\x1f\x7f])", words)
        literals = [self.character.format(ord(part)) if position % 2 else self._literal(part)
                    for position, part in enumerate(parts) if part or len(parts) == 1]
        return literals[0] if len(literals) == 1 else f"({self.joint.join(literals)})"

    def _literal(self, words: str) -> str:
        kind = exp.National(this=words) if self.parser == "tsql" else exp.Literal.string(words)
        return kind.sql(self.parser)

    def level(self, words: str) -> str:
        """Write words as a literal that is compared with what `word` reads."""
        return self.text(words + self.mark)

    def double_of(self, value: float) -> str:
        """Write the very double, to the last bit."""
        digits = repr(float(value))
        if not self.exact_decimals and sum(map(str.isdigit, digits.split("e")[0])) > SURE_DIGITS:
            # The nearer to the double, the less a reader's rounding on the way can do.
            digits = f"{value:.17g}"
            digits += "" if set(".e") & set(digits) else ".0"
        if self.number == "{}":
            return digits
        digits = digits.removesuffix(".0")
        return digits if self.number == "{}e0" and "e" in digits else self.number.format(digits)

    def operand(self, value: float) -> str:
        """Write a double that stands after an operator."""
        text = self.double_of(value)
        return f"({text})" if text.startswith("-") else text


DUCKDB = Dialect(
    "DuckDB", "duckdb", "duckdb", character="CHR({})",
    double="NULLIF(CAST({} AS DOUBLE), CAST('NaN' AS DOUBLE))",
    notes=("For a large model run SET disabled_optimizers = 'common_subexpressions'; first: what "
           "it looks for is not there, and takes longer than the query.",))

SQLITE = Dialect(
    "SQLite", "sqlite", "sqlite", character="CHAR({})",
    # Text that spells a number is compared as that number; all other text is above all numbers.
    double="CASE WHEN {0} <= CAST(9e999 AS REAL) THEN CAST({0} AS REAL) END",
    date="CAST(STRFTIME('%s', {}) AS REAL)",
    word="NULLIF(NULLIF(CAST({} AS TEXT), ''), '(missing)')",
    number="{}", exact_decimals=False, label="{}",
    create_view="DROP VIEW IF EXISTS {0};\nCREATE VIEW {0} AS",
    materialized="MATERIALIZED ", nesting=16, columns=2000,
    notes=("SQLite needs its mathematical functions (version 3.35, as most builds have them).",))

POSTGRESQL = Dialect(
    "PostgreSQL", "postgresql", "postgres", character="CHR({})",
    double="NULLIF(CAST({} AS DOUBLE PRECISION), 'NaN')",
    date="CASE WHEN ISFINITE(CAST({0} AS TIMESTAMP)) THEN "
         "CAST(FLOOR(EXTRACT(EPOCH FROM CAST({0} AS TIMESTAMP))) AS DOUBLE PRECISION) END",
    word="NULLIF(NULLIF(CAST({} AS TEXT) COLLATE \"C\", ''), '(missing)')",
    number="'{}'::FLOAT8", underflow_is_error=True, holds_nul=False,
    fence=" OFFSET 0", columns=1664, longest_name=63, counts_bytes=True, folds_case=False,
    notes=("Run SET jit = off; first: compiling a large model takes longer than running it.",
           "OFFSET 0 keeps a step from being worked out again wherever it is used."))

MYSQL = Dialect(
    "MySQL and MariaDB", "mysql", "mysql",
    # It casts '' and 'NA' to 0, and '1,5' to 1.
    double="CASE WHEN CONVERT({0} USING utf8mb4) REGEXP '^[[:space:]]*[-+]?([0-9]+[.]?[0-9]*|[.]"
           "[0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' THEN CAST({0} AS DOUBLE) END",
    date="CAST(TO_SECONDS(CAST({} AS DATETIME(6))) - 62167219200 AS DOUBLE)",
    word="NULLIF(NULLIF(CAST(CONVERT({} USING utf8mb4) AS BINARY), ''), '(missing)')",
    label="CAST({} AS CHAR(200))",
    fence=" LIMIT 18446744073709551615", longest_name=64,
    other_letters="[\U00010000-\U0010ffff]| +$",
    notes=("Needs MySQL 8.0.17 or MariaDB 10.2, and a connection with the character set utf8mb4.",
           "LIMIT keeps a step from being worked out again wherever it is used."))

SQLSERVER = Dialect(
    "SQL Server", "sqlserver", "tsql", character="NCHAR({})", joint=" + ",
    double="CAST({} AS FLOAT(53))",
    date="CAST(DATEDIFF_BIG(SECOND, CAST('1970-01-01' AS DATETIME2), CAST({} AS DATETIME2)) "
         "AS FLOAT(53))",
    word="NULLIF(NULLIF((CAST({} AS NVARCHAR(4000)) + N'.') COLLATE Latin1_General_100_BIN2, "
         "N'.'), N'(missing).')",
    mark=".", logarithm="LOG", label="CAST({} AS NVARCHAR(200))",
    create_view="CREATE OR ALTER VIEW {} AS",
    create_table="SELECT * INTO {} FROM (\n{}\n) AS [none]", top="TOP (9223372036854775807) ",
    nesting=8, columns=1024, longest_name=128,
    notes=("A full stop ends every word: SQL Server takes 'a ' for 'a' otherwise.",
           "TOP keeps a step from being worked out again wherever it is used."))

ORACLE = Dialect(
    "Oracle", "oracle", "oracle", character="CHR({})",
    double="NULLIF(CAST({} AS BINARY_DOUBLE), BINARY_DOUBLE_NAN)",
    date="CAST(ROUND((CAST({} AS DATE) - DATE '1970-01-01') * 86400) AS BINARY_DOUBLE)",
    word="NULLIF(CAST({} AS VARCHAR2(4000)), '(missing)')",
    number="{}d", label="CAST({} AS VARCHAR2(200))", top="/*+ NO_MERGE */ ",
    columns=1000, longest_name=128, counts_bytes=True, folds_case=False, other_letters='"',
    notes=("In SQL*Plus run SET DEFINE OFF first.", CAPITALS,
           "NO_MERGE keeps a step from being worked out again wherever it is used."))

SNOWFLAKE = Dialect(
    "Snowflake", "snowflake", "snowflake",
    double="NULLIF(CAST({} AS DOUBLE), CAST('NaN' AS DOUBLE))",
    date="CAST(DATE_PART('EPOCH_SECOND', CAST({} AS TIMESTAMP_NTZ)) AS DOUBLE)",
    number="'{}'::DOUBLE", longest_name=255, folds_case=False,
    notes=(CAPITALS,))

BIGQUERY = Dialect(
    "BigQuery", "bigquery", "bigquery",
    double="CASE WHEN NOT IS_NAN(CAST({0} AS FLOAT64)) THEN CAST({0} AS FLOAT64) END",
    date="CAST(UNIX_SECONDS(CAST(CAST({} AS DATETIME) AS TIMESTAMP)) AS FLOAT64)",
    word="NULLIF(NULLIF(CAST({} AS STRING), ''), '(missing)')",
    number="{}", label="{}", largest=1_000_000, longest_name=300,
    other_letters=r"[!\"$()*,./;?@[\\\]^`{}~\t\r\n]")

SPARK = Dialect(
    "Spark SQL", "spark", "spark",
    double="NULLIF(CAST({} AS DOUBLE), CAST('NaN' AS DOUBLE))", floor="CAST(FLOOR({}) AS DOUBLE)",
    # It leaves out a fraction towards 0, so that all counts must be above 0.
    date="CAST(TIMESTAMPDIFF(SECOND, CAST('0001-01-01' AS TIMESTAMP_NTZ), "
         "CAST({} AS TIMESTAMP_NTZ)) - 62135596800 AS DOUBLE)",
    word="NULLIF(NULLIF(CAST({} AS STRING), ''), '(missing)')", label="{}", branches=10_000,
    other_letters=r"\$(?=\{)",
    notes=("For a model of many trees run SET spark.sql.codegen.wholeStage = false; and SET "
           "spark.sql.codegen.factoryMode = NO_CODEGEN; first: its code is too long for Java.",))

TERADATA = Dialect(
    "Teradata", "teradata", "teradata", character="CHR({})",
    double="CAST({} AS FLOAT)",
    date="CAST(CAST({0} AS DATE) - DATE '1970-01-01' AS FLOAT) * 86400 + "
         "EXTRACT(HOUR FROM CAST({0} AS TIMESTAMP(6))) * 3600 + "
         "EXTRACT(MINUTE FROM CAST({0} AS TIMESTAMP(6))) * 60 + "
         "FLOOR(EXTRACT(SECOND FROM CAST({0} AS TIMESTAMP(6))))",
    word="NULLIF(NULLIF(CAST({} AS VARCHAR(4000) CHARACTER SET UNICODE CASESPECIFIC) || '.', "
         "'.'), '(missing).')",
    mark=".", create_view="REPLACE VIEW {} AS",
    create_table="CREATE TABLE {} AS (\n{}\n) WITH DATA",
    columns=2048, largest=1_000_000, longest_name=128,
    notes=("A full stop ends every word: Teradata takes 'a ' for 'a' otherwise.",))

DIALECTS = (DUCKDB, SQLITE, POSTGRESQL, MYSQL, SQLSERVER, ORACLE, SNOWFLAKE, BIGQUERY, SPARK,
            TERADATA)

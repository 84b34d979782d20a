"""Taking down the lines that a model leads to, in any language."""

from dataclasses import dataclass, field

from ...portable.model import Input
from .language import Language

Row = tuple[tuple[str, ...], str]


@dataclass
class Writer:
    """What is written so far, and the names of the helper functions that it calls.

    `tables` are constants, `body` the lines of a function; `names` are the identifiers of the
    columns, `inputs` those of them that a record must have.
    """

    language: Language
    names: dict[str, str]
    inputs: list[Input]
    tables: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    helpers: set[str] = field(default_factory=set)

    def call(self, helper: str, *operands: str) -> str:
        """Spell a call of a helper, and note that it is used."""
        self.helpers.add(helper)
        return f"{helper}({', '.join(operands)})"

    def let(self, name: str, value: str, kind: str = "number") -> None:
        """Add a statement that names a number or a category."""
        self.body.append(f"{self.language.let[kind]}{name} = {value}{self.language.end}")

    def start(self, values: tuple[float, ...]) -> None:
        """Add the statement that names the values, one for each output, to which all adds up."""
        self.body.append(self.language.values % ", ".join(map(self.language.number, values)))

    def do(self, statement: str) -> None:
        """Add another statement."""
        self.body.append(statement + self.language.end)

    def table(self, kind: str, name: str, rows: list[Row]) -> list[str]:
        """Spell a table; a row is its cells, and a remark or nothing."""
        first, form, last = self.language.tables[kind]
        comment = self.language.comment
        return [first % name, *(f"{form % cells}  {comment(words)}".rstrip() if words
                                else form % cells for cells, words in rows), last]

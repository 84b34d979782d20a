"""What is printed on scorecard.html, read by its text alone."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

# Elements without an end.
VOID = {"meta", "input"}


@dataclass
class Question:
    """A printed question: the table's column, its answers with points, and its formulas.

    A formula is texts and columns in turn: at even places a text, at odd ones a column.
    """

    column: str = ""
    answers: list[tuple[str, str]] = field(default_factory=list)
    formulas: list[list[str]] = field(default_factory=list)


@dataclass
class Page:
    """What a clerk reads. `text` is all of it, in order."""

    questions: list[Question]
    start: str
    rules: list[str]
    notes: list[str]
    text: str


def read_page(html: str) -> Page:
    """Read the page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Page(reader.questions, reader.texts["start"][0], reader.texts["outcome h2"],
                reader.texts["note"], "".join(reader.printed))


class _Reader(HTMLParser):
    """Gather texts by the class of their element, or by that of its parent and its tag."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.questions: list[Question] = []
        self.texts: dict[str, list[str]] = {"start": [], "outcome h2": [], "note": []}
        self.printed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        kind = values.get("class") or (f"{self._kind()} h2" if tag == "h2" else "")
        if kind == "question":
            self.questions.append(Question())
        elif kind == "formula":
            self.questions[-1].formulas.append([""])
        elif kind == "answer":
            self.questions[-1].answers.append(("", ""))
        elif kind in self.texts:
            self.texts[kind].append("")
        elif tag == "data" and self._kind() == "formula":
            self.questions[-1].formulas[-1] += [values["value"] or "", ""]
        elif tag == "data" and self._kind() == "text":
            self.questions[-1].column = values["value"] or ""
        if tag not in VOID:
            self.open.append((tag, kind))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self.open.pop()
        if opened != tag:
            raise ValueError(f"scorecard.html: {opened} ends as {tag}")

    def handle_data(self, data: str) -> None:
        kind = self._kind()
        if any(tag == "body" for tag, _ in self.open):
            self.printed.append(data)
        if kind in self.texts:
            self.texts[kind][-1] += data
        elif kind == "formula":
            self.questions[-1].formulas[-1][-1] += data
        elif kind in ("answer", "points"):
            words, points = self.questions[-1].answers[-1]
            self.questions[-1].answers[-1] = (words + data, points) if kind == "answer" \
                else (words, points + data)

    def _kind(self) -> str:
        return self.open[-1][1] if self.open else ""

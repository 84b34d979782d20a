"""From the estimator's values to probabilities and the predicted class, as steps."""

from operator import itemgetter

from ...portable.model import LARGEST_EXPONENT, Link, PortableModel
from .formulas import compare, difference
from .parts import Addresses, Operand, Page, Step, headings


def write_link(page: Page, link: Link) -> None:
    """Write the numbers of the link."""
    if link.kind == "logistic":
        page.address(("center",), 1, page.add("body", "Scale: centre", link.center))
        page.address(("scale",), 1, page.add("body", "Scale: divisor", link.scale))
    if link.kind != "identity":
        row = page.add("body", "Largest exponent", LARGEST_EXPONENT)
        page.address(("exponent",), 1, row)


def write_classes(page: Page, classes: tuple[str, ...]) -> None:
    """Write the names of the classes."""
    rows = [page.add("body", f"Class {number}", name)
            for number, name in enumerate(classes, start=1)]
    page.address(("classes",), 1, rows[0], rows[-1])


def link_steps(model: PortableModel) -> list[Step]:
    """Compute a score for each output."""
    outputs = range(model.outputs)
    labels = headings(model, "Probability" if model.classes else "Prediction")
    if model.link.kind == "identity":
        return [Step(("score", output), label, itemgetter(("value", output)))
                for output, label in enumerate(labels)]
    if model.link.kind == "logistic":
        return [Step(("log odds",), "Log odds", _log_odds),
                Step(("score", 0), labels[0], lambda at: f"1/(1+EXP(-{at['log odds',]}))")]
    if model.link.kind == "exponential":
        return [Step(("score", 0), labels[0], lambda at:
                     f"EXP(MIN({at['exponent',]},{at['value', 0]}))-1")]
    return [Step(("most",), "Greatest total", lambda at: f"MAX({_list('value', outputs, at)})"),
            *(Step(("power", output), label, _power(output))
              for output, label in enumerate(headings(model, "Exp of the way to the greatest"))),
            *(Step(("score", output), label, _share(output, outputs))
              for output, label in enumerate(labels))]


def class_steps(model: PortableModel) -> list[Step]:
    """Find the number of the predicted class, from 1; nothing for a predicted number."""
    if model.classes is None:
        return []
    if model.outputs == 1:
        return [Step(("class",), "Number of the class", lambda at: "IF("
                     f"{compare(at['score', 0], '>=', at['cutoff',])},2,1)")]
    outputs = range(model.outputs)
    return [Step(("highest",), "Highest probability",
                 lambda at: f"MAX({_list('score', outputs, at)})"),
            *(Step(("first", output), "First of the highest, so far", _first(output))
              for output in outputs[:-1]),
            Step(("class",), "Number of the class", _first(outputs[-1]))]


def _log_odds(at: Addresses) -> str:
    largest = at["exponent",]
    return f"MAX(-{largest},MIN({largest},({at['value', 0]}-{at['center',]})/{at['scale',]}))"


def _power(output: int) -> Operand:
    return lambda at: f"EXP(MAX(-{at['exponent',]}," \
        f"{difference(at['value', output], at['most',])}))"


def _share(output: int, outputs: range) -> Operand:
    return lambda at: f"{at['power', output]}/({'+'.join(at['power', item] for item in outputs)})"


def _list(what: str, outputs: range, at: Addresses) -> str:
    return ",".join(at[what, output] for output in outputs)


def _first(output: int) -> Operand:
    """Keep the class that was found before; else take this one, if it has the highest score."""
    def formula(at: Addresses) -> str:
        highest = compare(at["score", output], "=", at["highest",])
        found = f"IF({highest},{output + 1},0)"
        if output == 0:
            return found
        return f"IF({at['first', output - 1]}>0,{at['first', output - 1]},{found})"
    return formula

"""The portable model as JSON: the same comes back, and whatever is no model is refused."""

import json
import re

import pytest
from documents import (
    ADDITIVE,
    EXPRESSION,
    ROOT,
    TREES,
    UNFIT,
    WRONG,
    Document,
    Path,
    changed,
    ids_of,
    text_of,
)
from fitted import CASES, Case, compiled

from slipway_package.portable.codec import (
    from_json,
    obstacle_to_json,
    to_json,
)
from slipway_package.portable.errors import (
    MalformedModel,
    NotPortable,
)
from slipway_package.portable.expressions import Call, Name, Number
from slipway_package.portable.model import (
    Additive,
    AtMost,
    BinTerm,
    Derived,
    Input,
    IsLevel,
    IsMissing,
    Leaf,
    Level,
    LevelTerm,
    LinearTerm,
    Link,
    Points,
    PortableModel,
    Split,
    Trees,
)

SIZE, JOB = "größe \"µ\"", "job\n"


def test_every_part_is_read_as_it_is_written() -> None:
    assert from_json(text_of(ADDITIVE)) == PortableModel(
        "scorecard", "classification", "paid", ("yes", "'; DROP TABLE x; --"),
        (Input(SIZE, "number"), Input(JOB, "category")),
        (Derived("d", Call("fill", (Call("log", (Name(SIZE),)), Number(-1.5)))),),
        Additive((500.0,), (
            LinearTerm("d", 0.5, (-2.0,), (7.0,)),
            LevelTerm(JOB, (Level("=cmd|' /C calc'!A0", (5.0,)), Level(" ", (0.0,))), (1.0,),
                      (2.0,)),
            BinTerm(SIZE, (-1e-300, 0.1, 3.4e38), ((1.0,), (2.0,), (3.0,), (4.0,)), (0.0,))),
            Points(600.0, 30.0, 20.0)),
        Link("logistic", 501.8622, -28.8539008177792), 0.25)
    assert from_json(text_of(TREES)) == PortableModel(
        "forest", "classification", "kind", ("a", "b", "c"),
        (Input("n", "number"), Input("t", "date"), Input("w", "category")),
        (Derived("twice", Call("*", (Name("n"), Number(2.0)))),
         Derived("hour", Call("mod", (Call("floor", (Name("t"),)), Number(24.0))))),
        Trees((0.1, 0.2, 0.3), 2.0,
              (AtMost("twice", 0.1 + 0.2, True), IsMissing("n"), IsLevel("w", "</script>")),
              (Split(0, Leaf((1.0, 0.0, 0.0)), Split(2, Leaf((0.0, 1.0, 0.0)),
                                                     Leaf((0.0, 0.0, 1.0)))),
               Leaf((5e-324, 1.0, -1.7976931348623157e308)))),
        Link("softmax"))
    for document in (ADDITIVE, TREES):
        text = text_of(document)
        assert to_json(from_json(text)) == text
        assert from_json(text.encode()) == from_json(json.dumps(document, indent=2))


@pytest.mark.parametrize("case", [case for case in CASES if case[2] in ("imputed", "binned")],
                         ids="-".join)
def test_a_compiled_model_comes_back_to_the_last_bit(case: Case) -> None:
    text = to_json(compiled(case))
    assert from_json(text) == compiled(case)
    assert to_json(from_json(text)) == text


def test_whole_numbers_stand_for_doubles() -> None:
    # As JavaScript writes 600 and 1e20.
    text = text_of(ADDITIVE).replace("600.0", "600").replace("500.0", "1" + "0" * 20)
    model = from_json(text)
    assert model.estimator.points.base == 600.0
    assert model.estimator.intercept == (1e20,)
    assert type(model.estimator.intercept[0]) is float


def test_an_obstacle_in_the_place_of_a_model_is_told() -> None:
    with pytest.raises(NotPortable, match="^encode: größe has no portable form$"):
        from_json(obstacle_to_json("encode: größe has no portable form"))
    with pytest.raises(MalformedModel, match="needs exactly the keys"):
        from_json(obstacle_to_json("why").replace('"why"', "1"))


@pytest.mark.parametrize("document, path, value, message", [*WRONG, *UNFIT],
                         ids=ids_of([*WRONG, *UNFIT]))
def test_what_does_not_fit_is_refused_with_its_place(document: Document, path: Path,
                                                     value: object, message: str) -> None:
    with pytest.raises(MalformedModel, match=message) as error:
        from_json(text_of(changed(document, path, value)))
    assert "\n" not in str(error.value)


GOOD = text_of(TREES)


@pytest.mark.parametrize("text, message", [
    ("", "is no JSON of a portable model"),
    (GOOD[:-1], "is no JSON of a portable model"),
    (GOOD + "x", "is no JSON of a portable model .Extra data"),
    (b"\xff" + GOOD.encode(), "is no JSON of a portable model"),
    (GOOD.replace("0.1,", "NaN,"), "NaN is no number"),
    (GOOD.replace("0.1,", "-Infinity,"), "-Infinity is no number"),
    (GOOD.replace("0.1,", "1e309,"), "1e309 is beyond the range of doubles"),
    (GOOD.replace("0.1,", "-1e309,"), "-1e309 is beyond the range of doubles"),
    (GOOD.replace("0.1,", "9" * 5000 + ","), "is no JSON of a portable model"),
    (GOOD.replace('"divisor":2.0', '"divisor":2.0,"divisor":1.0'), "a key stands twice in one obj"),
    ("[" * 100_000, "is no JSON of a portable model"),
    ('{"format":' * 100_000, "is no JSON of a portable model"),
    ("null", 'is no portable model: "format" is not'),
    ("[]", 'is no portable model: "format" is not'),
    ("3", 'is no portable model: "format" is not'),
    ("{}", 'is no portable model: "format" is not'),
], ids=range(16))
def test_a_text_that_is_no_document_is_refused(text: str | bytes, message: str) -> None:
    with pytest.raises(MalformedModel, match=message):
        from_json(text)


@pytest.mark.parametrize("depth", [201, 300, 5_000, 100_000])
def test_what_is_nested_too_deeply_is_refused(depth: int) -> None:
    leaf, call = '{"values":[1.0,0.0,0.0]}', '{"call":"negate","operands":['
    tree = '{"test":0,"no":' + leaf + ',"yes":'
    deep_tree = tree * depth + leaf + "}" * depth
    deep_expression = call * depth + '{"number":1.0}' + "]}" * depth
    for path, text in ((ROOT, deep_tree), (EXPRESSION, deep_expression)):
        with pytest.raises(MalformedModel, match="nested|recursion|too deep"):
            from_json(text_of(changed(TREES, path, "HERE")).replace('"HERE"', text))


def test_what_is_nested_as_deeply_as_may_be_is_read() -> None:
    leaf = Leaf((1.0, 0.0, 0.0))
    tree, expression = leaf, Number(1.0)
    for _ in range(200):
        tree, expression = Split(0, tree, leaf), Call("negate", (expression,))
    text = text_of(TREES)
    model = from_json(text)
    deep = PortableModel(model.name, model.task, model.target, model.classes, model.inputs,
                         (Derived("twice", expression),),
                         Trees((0.0, 0.0, 0.0), 1.0, model.estimator.tests, (tree,)), model.link)
    assert from_json(to_json(deep)) == deep


def test_messages_name_the_key_that_stands_too_much() -> None:
    text = text_of(changed(ADDITIVE, ("model", "link", "shape"), 1.0))
    message = "model.link: needs exactly the keys kind, center, scale; shape is lacking or too much"
    with pytest.raises(MalformedModel, match=f"^{re.escape(message)}$"):
        from_json(text)

"""Cells: numbers, words and holes, on whichever road they come."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from slipway_package.data import cells as module
from slipway_package.data.cells import (
    as_categories,
    as_numbers,
    as_words,
    respelled,
)

NUMBERS = {
    "7": 7, " 7\t": 7, "+7": 7, "-7.": -7, ".5": 0.5, "1e3": 1000, "1E+3": 1000, "": np.nan,
    "NA": np.nan, "1e-400": 0,
}
NOT_NUMBERS = ["x", "1,5", "1_000", "0x10", "1e", "-", "٣", "inf", "-Infinity", "1e400", "1e39",
               "NAN", "-nan"]


@pytest.mark.parametrize("beside", ["1", "words"])
def test_a_cell_is_read_alike_whatever_stands_beside_it(beside: str) -> None:
    cells = pa.array([*NUMBERS, *NOT_NUMBERS, beside])
    numbers, bad = as_numbers(cells, ["NA"])
    one_by_one = [as_numbers(pa.array([cell]), ["NA"]) for cell in cells.to_pylist()]
    np.testing.assert_array_equal(numbers, [number for found, _ in one_by_one for number in found])
    np.testing.assert_array_equal(bad, [mask for _, masks in one_by_one for mask in masks])
    np.testing.assert_array_equal(numbers[:len(NUMBERS)], list(NUMBERS.values()))
    assert bad.tolist() == [False] * len(NUMBERS) + [True] * len(NOT_NUMBERS) + [beside != "1"]


def test_a_decimal_is_the_double_that_its_text_is() -> None:
    texts = [f"{number}.{number % 1000:03}" for number in range(0, 10**9, 987_651)]
    for kind in (pa.decimal128(38, 8), pa.decimal64(12, 3)):
        numbers, bad = as_numbers(pa.array(map(Decimal, texts), kind), [])
        assert numbers.tolist() == [float(text) for text in texts]
        assert not bad.any()


def test_typed_columns_are_read_like_text() -> None:
    for cells, expected in [
            (pa.array([1, None], pa.int8()), [1, np.nan]),
            (pa.array([1.5, np.nan]), [1.5, np.nan]),
            (pa.array([True, None]), [1, np.nan]),
            (pa.array(["2", None]).dictionary_encode(), [2, np.nan]),
            (pa.chunked_array([["3"], pa.array([None], pa.string())]), [3, np.nan]),
            (pa.nulls(2), [np.nan, np.nan])]:
        numbers, bad = as_numbers(cells, [])
        np.testing.assert_array_equal(numbers, expected)
        assert not bad.any()
    assert as_numbers(pa.array([np.inf, 1e39, 2]), [])[1].tolist() == [True, True, False]
    assert as_numbers(pa.array([0], pa.date32()), [])[1].tolist() == [True]


def test_words_are_text_with_null_where_missing() -> None:
    assert as_words(pa.array(["a", "", "NA", None]), ["NA"]).to_pylist() == ["a", None, None, None]
    assert as_words(pa.array([20.0, 0.5, None]), []).to_pylist() == ["20", "0.5", None]
    assert as_words(pa.array([True, None]), []).to_pylist() == ["true", None]
    assert as_words(pa.array([0], pa.date32()), []).to_pylist() == ["1970-01-01"]
    assert as_words(pa.array([[1]]), []).to_pylist() == ["[1]"]


def test_a_word_for_missing_that_is_a_number_means_that_number_in_every_type() -> None:
    for cells in (pa.array(["-999", "1"]), pa.array(["-999.0", "1"]), pa.array([-999, 1]),
                  pa.array([-999.0, 1.0])):
        numbers, bad = as_numbers(cells, ["NA", "-999"])
        np.testing.assert_array_equal(numbers, [np.nan, 1])
        assert not bad.any()


def test_a_word_for_missing_is_one_even_where_all_other_cells_are_numbers() -> None:
    for word in ("nan", "inf", "-Infinity", "1e39", "-999", "NA"):
        numbers, bad = as_numbers(pa.array(["1", word, None]), [word])
        np.testing.assert_array_equal(numbers, [1, np.nan, np.nan])
        assert not bad.any(), word
        unreadable = as_numbers(pa.array(["1", word, None]), [])[1].tolist()
        assert unreadable == [False, word != "-999", False], word


def test_a_value_is_the_same_category_however_a_program_spells_it() -> None:
    known = ("True", "False", "1", "2.0", "01")
    words = pa.array(["true", "FALSE", "True", "1.0", "2", "2.00", "01", "1.5", "yes", None])
    assert respelled(words, known).to_pylist() == [
        "True", "False", "True", "1", "2.0", "2.0", "01", "1.5", "yes", None]
    assert respelled(words, None).to_pylist() == words.to_pylist()


def test_more_text_than_one_array_holds_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TEXT", 3)
    cells = pa.chunked_array([["1", "NA"], ["many"]])
    assert as_words(cells, ["NA"]).to_pylist() == ["1", None, "many"]
    assert as_words(cells, ["NA"]).type == pa.large_string()
    numbers, bad = as_numbers(cells, ["NA"])
    np.testing.assert_array_equal(numbers, [1, np.nan, np.nan])
    assert bad.tolist() == [False, False, True]


def test_categories_are_looked_at_once_a_word() -> None:
    cells = pa.array(["true", "", "True", None, "NA", "red", "true"])
    expected = ["True", None, "True", None, None, "red", "True"]
    unused = pa.DictionaryArray.from_arrays(pa.array([3, 0, 1, None, 2, 4, 3], pa.int8()),
                                            ["", "True", "NA", "true", "red", *map(str, range(9))])
    for given in (cells, cells.dictionary_encode(), cells.cast(pa.large_string()), unused,
                  pa.chunked_array([cells[:3].dictionary_encode(), cells[3:].dictionary_encode()]),
                  pa.chunked_array([cells[:3], cells[3:]])):
        found = as_categories(given, ["NA"], ["True", "False"])
        assert found.to_pylist() == expected
        assert found.dictionary.null_count == 0
        assert found.null_count == 3
    assert as_categories(pa.array([20.0, 0.5]), [], None).to_pylist() == ["20", "0.5"]
    assert as_categories(pa.array([1, 1]), [], ["1.0"]).to_pylist() == ["1.0", "1.0"]
    assert as_categories(pa.nulls(2), [], None).to_pylist() == [None, None]
    assert as_categories(cells[:0], [], None).to_pylist() == []


def test_what_is_remembered_of_words_is_theirs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    words = pa.array(["1.0", "NA", "red"]).dictionary_encode()
    asked: list[tuple[list[str], list[str] | None]] = [
        ([], None), (["NA"], None), (["NA"], ["1"]), ([], ["1", "NA"]), (["red"], ["1"])]
    remembered = [as_categories(words, *each).to_pylist() for each in asked]
    assert remembered == [["1.0", "NA", "red"], ["1.0", None, "red"], ["1", None, "red"],
                          ["1", "NA", "red"], ["1", "NA", None]]
    monkeypatch.setattr(module, "FEW_WORDS", 0)
    assert [as_categories(words, *each).to_pylist() for each in asked] == remembered

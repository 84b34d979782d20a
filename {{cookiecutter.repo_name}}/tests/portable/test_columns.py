"""Codes of categories: each level, a missing one, an unseen one."""

import numpy as np

from slipway_package.portable.columns import Coded, Levels

LEVELS = Levels(("a", "größe", " ", "'; DROP TABLE x; --"))
MISSING, UNSEEN = 4, 5
CODES = {"a": 0, "größe": 1, " ": 2, "'; DROP TABLE x; --": 3, "": MISSING, "(missing)": MISSING,
         None: MISSING, "A": UNSEEN, "a ": UNSEEN, "nan": UNSEEN, "None": UNSEEN,
         "gro\u0308ße": UNSEEN, "(Missing)": UNSEEN, 0: UNSEEN}


def test_a_word_has_the_code_of_its_level_letter_by_letter() -> None:
    assert (LEVELS.missing, LEVELS.unseen) == (MISSING, UNSEEN)
    code = LEVELS.coder()
    assert {word: code(word) for word in CODES} == CODES
    assert code(float("nan")) == MISSING
    words = np.array([*CODES, np.nan], dtype=object)
    assert LEVELS.encode(words).tolist() == [*CODES.values(), MISSING]
    assert LEVELS.encode(words[:0]).tolist() == []


def test_a_coded_column_has_the_codes_of_its_words() -> None:
    coded = Coded(np.array([0, 1, -1, 2, 3, 1, -7]), ["größe", None, "b", ""])
    assert len(coded) == 7
    assert LEVELS.encode(coded).tolist() == [1, MISSING, MISSING, UNSEEN, MISSING, MISSING,
                                             MISSING]
    assert LEVELS.encode(Coded(np.array([-1, -1], dtype=np.int8), [])).tolist() == [MISSING] * 2
    assert Levels(()).encode(Coded(np.array([0, -1]), ["a"])).tolist() == [1, 0]

"""Categories as columns: the frequent levels, a missing one, and what is left of the others."""

import numpy as np
import pandas as pd

from slipway_package.features.levels import FrequentLevels
from slipway_package.portable.encoded import FlagColumn
from slipway_package.portable.model import IsLevel, IsMissing


def words(*counts: tuple[str | None, int]) -> pd.DataFrame:
    """A column with so many rows of each word."""
    return pd.DataFrame({"home": pd.Series([word for word, count in counts
                                            for _ in range(count)], dtype="str")})


def test_each_frequent_level_has_a_column_and_so_has_missing() -> None:
    levels = FrequentLevels(least=2).fit(words(("b", 3), ("a", 2), ("once", 1), (None, 2)))
    assert levels.levels_ == {"home": ["(missing)", "a", "b"]}
    found = levels.transform(pd.DataFrame({"home": ["a", "once", "never seen", None, "", "b"]}))
    assert found.tolist() == [[0, 1, 0], [0, 0, 0], [0, 0, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1]]
    assert levels.portable_columns([]) == [
        FlagColumn(IsMissing("home")), FlagColumn(IsLevel("home", "a")),
        FlagColumn(IsLevel("home", "b"))]


def test_a_level_needs_its_share_of_the_rows() -> None:
    table = words(("usual", 9_985), ("odd", 15))
    assert FrequentLevels(least_share=0.002).fit(table).levels_ == {"home": ["usual"]}
    assert FrequentLevels(least_share=0.001).fit(table).levels_ == {"home": ["odd", "usual"]}


def test_of_many_levels_the_most_frequent_count_whatever_their_order() -> None:
    table = words(*((f"level {number}", 2 + number // 2) for number in range(50)))
    levels = FrequentLevels(most=5).fit(table)
    # Levels 44 and 45 have as many rows: the tie is broken by name.
    assert levels.levels_["home"] == ["level 44", "level 46", "level 47", "level 48", "level 49"]
    shuffled = table.sample(frac=1, random_state=1)
    assert FrequentLevels(most=5).fit(shuffled).levels_ == levels.levels_


def test_a_column_of_single_rows_gives_no_column() -> None:
    levels = FrequentLevels().fit(words(*((f"w{number}", 1) for number in range(9))))
    assert levels.transform(words(("w1", 2))).shape == (2, 0)
    assert np.isfinite(levels.transform(words(("w1", 2)))).all()

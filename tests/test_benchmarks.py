"""docs/benchmarks.md says what its pages say."""

from benchmarks.__main__ import OVERVIEW, overview
from benchmarks.goals import Goal, rows_of, section


def test_the_overview_holds_the_goals_of_each_page() -> None:
    assert OVERVIEW.read_text(encoding="utf-8") == overview()


def test_goals_are_read_as_they_are_written() -> None:
    goals = [Goal("seconds", 0.25, 0.2), Goal("requests", 8915.4, 8000, least=True),
             Goal("difference", 7.8e-16, 1e-12)]
    assert [goal.kept for goal in goals] == [False, True, True]
    assert rows_of(f"# Page\n\ntext\n{section(goals)}\n") == [
        "| seconds | 0.25 | at most 0.2 | **no** |",
        "| requests | 8,915 | at least 8,000 | yes |",
        "| difference | 7.8e-16 | at most 1e-12 | yes |"]
    assert rows_of("# Page\n\n| a | b |\n") == []

"""The combinations of answers that are supported and tested: one list drives every test."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Combination:
    """Answers to cookiecutter.json; what is not said here is the template's default."""

    name: str
    problem: str = "credit"
    data_remote: str = "local"
    ci: str = "github"
    license: str = "MIT"
    repo_name: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """The answers to give; without a repo_name the template derives its own."""
        return {key: value for key, value in asdict(self).items() if value and key != "name"}

    @property
    def project(self) -> str:
        """The name of the project's folder."""
        derived = "credit_risk" if self.problem == "credit" else "house_prices"
        return self.repo_name or derived

    @property
    def package(self) -> str:
        """The name of the project's Python package."""
        return self.project.replace("-", "_")


# The first two are the default bakes: one for classification, one for regression.
COMBINATIONS = (
    Combination("credit"),
    Combination("houses", problem="houses"),
    Combination("s3", data_remote="s3", ci="gitlab", license="BSD-3-Clause"),
    Combination("gs", problem="houses", data_remote="gs", license="Apache-2.0",
                repo_name="house-prices"),
    Combination("azure", data_remote="azure", ci="none", license="proprietary", repo_name="x"),
    # The longest name that is accepted: no line may become too long by it.
    Combination("ssh", problem="houses", data_remote="ssh", ci="gitlab",
                repo_name="a_name_of_forty_characters_as_long_as_it"),
)

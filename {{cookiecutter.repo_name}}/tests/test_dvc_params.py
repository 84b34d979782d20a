"""What DVC asks for is written in params.yaml, or named in one line with what to write."""

from pathlib import Path

import pytest
import yaml
from samples import write_params

from slipway_package.dvc_params import check_asked
from slipway_package.errors import UserError
from slipway_package.params import load_params

OWN = Path(__file__).parent.parent


def pipeline(*names: object) -> Path:
    """Write a dvc.yaml that asks for these settings."""
    Path("dvc.yaml").write_text(yaml.safe_dump({"stages": {
        "a": {"cmd": "a", "params": list(names[:1])}, "b": {"cmd": "b", "params": list(names[1:])},
        "c": {"cmd": "c"}}}))
    return Path("dvc.yaml")


@pytest.mark.parametrize("name, mend", [
    ("training.sample_weight", "sample_weight: null"), ("split.by", "by: random"),
    ("predict.cutoff", "cutoff: 0.5"), ("columns.exclude", "exclude: []")])
def test_a_setting_that_dvc_asks_for_is_named(name: str, mend: str, folder: Path) -> None:
    params = write_params()
    with pytest.raises(UserError) as error:
        check_asked(params, pipeline("seed", "columns", name))
    assert str(error.value) == (f"params.yaml: {name}: left out, but dvc.yaml asks for it; write "
                                f"`{mend}` under {name.partition('.')[0]}")


def test_several_settings_are_named_in_one_line(folder: Path) -> None:
    params = write_params()
    with pytest.raises(UserError) as error:
        check_asked(params, pipeline("training.folds", "split.by", "predict.cutoff"))
    assert str(error.value) == ("params.yaml: predict.cutoff, split.by: left out, but dvc.yaml "
                                "asks for it; write `cutoff: 0.5` under predict, `by: random` "
                                "under split")


def test_what_is_no_setting_is_dvc_s_to_refuse(folder: Path) -> None:
    params = write_params()
    check_asked(params)
    check_asked(params, pipeline("seed", "training.rows", "rows", "features.x", {"other": ["x"]}))
    for text in ("", "stages: 3", "stages: {a: [", "stages: {a: 3}"):
        Path("dvc.yaml").write_text(text)
        check_asked(params)


def test_each_setting_that_the_project_s_own_stages_ask_for_is_missed(folder: Path) -> None:
    stages = yaml.safe_load((OWN / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    text = (OWN / "params.yaml").read_text(encoding="utf-8")
    Path("params.yaml").write_text(text, encoding="utf-8")
    check_asked(load_params(), OWN / "dvc.yaml")
    for name in {name for stage in stages.values() for name in stage["params"]}:
        settings = yaml.safe_load(text)
        section, _, key = name.partition(".")
        del (settings[section] if key else settings)[key or section]
        Path("params.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        with pytest.raises(UserError, match=f"^params.yaml.*{key or section}"):
            check_asked(load_params(), OWN / "dvc.yaml")

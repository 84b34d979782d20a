"""Where the stages keep what they make, relative to the project's root."""

from pathlib import Path

PARAMS = Path("params.yaml")
SCHEMA = Path("references/schema.yaml")
TRAIN = Path("data/processed/train.parquet")
TEST = Path("data/processed/test.parquet")
MODEL = Path("models/model.skops")
MODEL_CARD = Path("models/model_card.md")
CANDIDATE_SCORES = Path("reports/candidates.json")
TEST_METRICS = Path("reports/metrics.json")
IMPORTANCE = Path("reports/permutation_importance.json")
FIGURES = Path("reports/figures")
PREDICTIONS = Path("reports/predictions.csv")
DELIVERY = Path("models/delivery")
DELIVERY_REPORT = Path("reports/delivery.md")
DELIVERY_METRICS = Path("reports/delivery.json")
DELIVERY_SPEED = Path("reports/delivery_speed.md")
NOTEBOOKS = Path("notebooks")
EXECUTED_NOTEBOOKS = Path("reports/notebooks")
MAKE_DEPENDENCIES = Path(".make/table.mk")
DVC_LOCK = Path(".dvc/tmp/rwlock")

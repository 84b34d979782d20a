"""What Prometheus is told of this process."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter("scoring_requests", "Answers by status.", ["status"],
                                 registry=self._registry)
        self.seconds = Histogram("scoring_seconds", "From a request's arrival to its answer.",
                                 buckets=SECONDS, registry=self._registry)
        self.records = Counter("scoring_records", "Records scored.", registry=self._registry)
        self._outside = Counter("scoring_outside", "Values outside of the data contract.",
                                ["column"], registry=self._registry)
        self._logged = Counter("scoring_log_rows", "Rows of the request log, written or lost.",
                               ["outcome"], registry=self._registry)
        self._model = Gauge("scoring_model", "The model that answers.", ["name", "version"],
                            registry=self._registry)
        self._by_status = {status: self._requests.labels(status) for status in (200, 422)}
        for outcome in ("written", "lost"):
            self._logged.labels(outcome)

    def count_status(self, status: int) -> None:
        """Count an answer."""
        known = self._by_status.get(status)
        if known is None:
            known = self._by_status[status] = self._requests.labels(status)
        known.inc()

    def count_outside(self, columns: list[str]) -> None:
        """Count values outside of the contract, by column."""
        for column in columns:
            self._outside.labels(column).inc()

    def count_logged(self, outcome: str, rows: int) -> None:
        """Count rows of the request log that were written or lost."""
        self._logged.labels(outcome).inc(rows)

    def tell_model(self, name: str, version: str) -> None:
        """Say which model answers now."""
        self._model.clear()
        self._model.labels(name, version).set(1)

    def text(self) -> bytes:
        """Write all of it in Prometheus' own format."""
        return generate_latest(self._registry)

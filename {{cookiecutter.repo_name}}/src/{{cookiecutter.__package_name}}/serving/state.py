"""What the parts of the application share."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..params import Params
from .metrics import Metrics
from .openapi import document
from .request_log import RequestLog
from .served import Served
from .stamps import Seen


@dataclass
class State:
    """The model that answers now and the keys that are valid now: both may be replaced at any time.

    `keys` are digests by name; `keys_needed` says that nobody may ask without one; `seen` is what
    the files were like before they were loaded.
    """

    params: Params
    served: Served
    metrics: Metrics
    log: RequestLog | None
    keys: Mapping[str, str]
    keys_needed: bool
    seen: Seen

    def __post_init__(self) -> None:
        self.replace_model(self.served)

    def replace_model(self, served: Served) -> None:
        """Let another model answer from the next request on."""
        # All of it is made before any is put in place: what fails leaves the old model whole.
        info = served.info.model_dump_json().encode()
        openapi = document(served, self.params.serve.max_records)
        self.served, self.info, self.openapi = served, info, openapi
        self.metrics.tell_model(served.info.name, served.info.version)

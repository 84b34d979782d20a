"""`make request`: the example of the contract, sent to the server that listens."""

import http.client
import json
import os
import urllib.error
import urllib.request
from typing import Any

from ..errors import UserError
from ..params import Params

VARIABLE = "SERVE_KEY"
# Where to ask a server that listens at every address.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
SECONDS = 10
NO_REASONS = ("no reasons: the example is the typical record, and reasons tell how a record "
              "differs from it; change a value")
# Neither key nor record is for a proxy.
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def request_example(params: Params) -> list[str]:
    """Ask for the score of the example, with reasons; return request and answer for people.

    Raises:
        UserError: nobody answers, or not with a score.
    """
    settings = params.serve
    host = EVERYWHERE.get(settings.host, settings.host)
    address = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    model = _ask(f"{address}/model")
    if not isinstance(model, dict) or "example" not in model:
        raise UserError(f"{address}: something else answers there; stop it, or change serve.port")
    example = model["example"]
    answer = _ask(f"{address}/predict?reasons=true", example)
    key = f' -H "Authorization: Bearer ${VARIABLE}"' if VARIABLE in os.environ else ""
    quoted = json.dumps(example, ensure_ascii=False).replace("'", "'\\''")
    none = [NO_REASONS] if answer.get("reasons") == [] else []
    return [f"curl '{address}/predict?reasons=true'{key} -H 'Content-Type: application/json' \\",
            f"  -d '{quoted}'", json.dumps(answer, ensure_ascii=False, indent=2), *none]


def _ask(address: str, record: dict[str, Any] | None = None) -> Any:
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get(VARIABLE, "").strip():
        headers["Authorization"] = f"Bearer {key}"
    body = None if record is None else json.dumps(record).encode()
    try:
        with DIRECTLY.open(urllib.request.Request(address, body, headers),
                           timeout=SECONDS) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        mend = f"; set {VARIABLE} to a key of yours" if error.code == 401 else ""
        raise UserError(f"{address}: {error.code}: {_detail(error)}{mend}") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise UserError(f"{address}: nobody answers ({error}); start it with `make serve`") \
            from None


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["detail"])
    except (ValueError, KeyError, TypeError):
        return error.reason

"""The settings of live scoring."""

from typing import Annotated, Literal

from msgspec import Meta

from .settings import Closed

Count = Annotated[int, Meta(ge=1)]
Amount = Annotated[float, Meta(gt=0)]
Personal = Literal["hash", "drop"]


class Serve(Closed):
    """Where to listen, who may ask and how much, and what is kept of it.

    `keys` is a file of hashed keys; they are needed as soon as there is one, where `host` is not
    this machine alone, and by `keys_needed`, as behind a proxy. `rate` are the requests a second
    that one key, or one address without a key, may make in the long run; null: as many as there
    come. `timeout` are the seconds that a request may take to arrive. `log` is the store of
    answered requests; null: none is kept. `personal` says of columns that they stand in it hashed,
    or not at all.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    keys: str = "serve_keys.txt"
    keys_needed: bool = False
    rate: Amount | None = 100
    max_records: Count = 1000
    max_bytes: Count = 4_000_000
    timeout: Amount = 10
    log: str | None = "logs/requests.sqlite"
    personal: dict[str, Personal] = {}

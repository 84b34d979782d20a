"""How often one client may ask: a bucket of tokens each, filled at a steady rate."""

import time
from collections.abc import Callable, Hashable

# Clients whose buckets are kept; those that are full again are forgotten first.
MOST_CLIENTS = 10_000
BURST_SECONDS = 2.0


def rate_limiter(rate: float | None,
                 clock: Callable[[], float] = time.monotonic) -> Callable[[Hashable], bool]:
    """Make the function that tells whether a client may ask now, and counts that it did.

    In the long run `rate` requests a second are let through, at once those of two seconds.
    """
    if rate is None:
        return lambda client: True
    most = max(1.0, rate * BURST_SECONDS)
    # By client: the tokens that were left, and when.
    buckets: dict[Hashable, tuple[float, float]] = {}

    def may_ask(client: Hashable) -> bool:
        now = clock()
        tokens, since = buckets.get(client, (most, now))
        tokens = min(most, tokens + (now - since) * rate)
        allowed = tokens >= 1
        if client not in buckets and len(buckets) >= MOST_CLIENTS:
            _forget(buckets, now - most / rate)
        buckets[client] = (tokens - 1 if allowed else tokens, now)
        return allowed
    return may_ask


def _forget(buckets: dict[Hashable, tuple[float, float]], before: float) -> None:
    """Drop the buckets that are full again; if there are none, the oldest half."""
    stale = [client for client, (_, since) in buckets.items() if since <= before]
    for client in stale or [*buckets][:MOST_CLIENTS // 2]:
        del buckets[client]

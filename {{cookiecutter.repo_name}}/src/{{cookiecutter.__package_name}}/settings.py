"""What all settings have in common."""

from msgspec import Struct


class Closed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings that refuse a key which they do not know."""

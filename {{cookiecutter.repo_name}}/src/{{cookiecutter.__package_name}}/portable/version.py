"""Telling a model from others of its name."""

import hashlib

from .codec import to_json
from .model import PortableModel


def version_of(model: PortableModel) -> str:
    """Digest a model, its cutoff included: 12 hexadecimal digits."""
    return hashlib.sha256(to_json(model).encode()).hexdigest()[:12]

"""Loading the portable model that was saved beside a pipeline."""

from pathlib import Path

from ..errors import UserError
from ..portable.codec import from_json
from ..portable.errors import MalformedModel
from ..portable.model import PortableModel
from .manifest import ANEW, Manifest, portable_path, read_checked


def load_portable(path: Path, manifest: Manifest) -> PortableModel:
    """Load the portable model beside the skops file `path`.

    Raises:
        NotPortable: the pipeline has no portable form.
        UserError: the file is missing, malformed, or was changed after it was saved.
    """
    place = portable_path(path)
    try:
        return from_json(read_checked(place, manifest.portable_sha256))
    except MalformedModel as error:
        raise UserError(f"{place}: {error}; {ANEW}") from None

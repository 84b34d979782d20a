"""Tables that the template is tried on, with nothing edited but params.yaml."""

from tries.hostile import HOSTILE
from tries.public import PUBLIC

TRIES = (*PUBLIC, *HOSTILE)

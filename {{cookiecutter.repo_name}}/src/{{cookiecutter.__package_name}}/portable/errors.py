"""What can be wrong with a portable model."""


class MalformedModel(ValueError):
    """A text or a set of parts that is no portable model; says where and why."""


class NotPortable(Exception):
    """A pipeline that has no portable form; says which step stands in the way."""

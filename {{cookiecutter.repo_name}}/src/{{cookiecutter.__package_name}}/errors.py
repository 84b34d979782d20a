"""The one exception that is meant for the user."""


class UserError(Exception):
    """A mistake that the user can mend: one line with the place, what is wrong, and the mend."""

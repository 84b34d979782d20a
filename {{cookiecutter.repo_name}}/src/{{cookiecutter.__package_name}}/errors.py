"""The one exception that is meant for the user."""


class UserError(Exception):
    """Mistakes that the user can mend: a line each, with the place, what is wrong, and the mend."""

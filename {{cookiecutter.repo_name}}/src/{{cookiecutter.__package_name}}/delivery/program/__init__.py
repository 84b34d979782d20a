"""The form `program`: one file of Python, of JavaScript and of C."""

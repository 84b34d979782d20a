"""The form `program`: the model as one file of Python, of JavaScript and of C, without needs."""

from pathlib import Path

from ...files import write_text
from ..form import Delivery
from .c import c_program
from .javascript import javascript_program
from .python import python_program

PROGRAMS = {"model.py": python_program, "model.js": javascript_program, "model.c": c_program}


def write(delivery: Delivery, folder: Path) -> list[Path]:
    """Write a program in each language; returns their paths.

    Raises:
        NotDeliverable: a category holds a character that C has no text for.
    """
    texts = {folder / name: spell(delivery) for name, spell in PROGRAMS.items()}
    for path, text in texts.items():
        write_text(path, text)
    return list(texts)

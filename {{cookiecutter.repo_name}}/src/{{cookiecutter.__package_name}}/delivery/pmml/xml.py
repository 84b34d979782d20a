"""Elements of XML, and a whole document of them as text."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ..form import NotDeliverable

# What XML 1.0 holds in no way, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Attributes = Mapping[str, str | float]


def element(tag: str, attributes: Attributes | None = None, *children: Element) -> Element:
    """Make an element; numbers are written to the last bit."""
    made = Element(tag, {name: value if isinstance(value, str) else number_text(value)
                         for name, value in (attributes or {}).items()})
    made.extend(children)
    return made


def number_text(number: float) -> str:
    """Write a double; -0.0 as 0.0, which some readers take for greater."""
    return repr(float(number) + 0.0)


def document(root: Element) -> str:
    """Write a document.

    Raises:
        NotDeliverable: a text holds a character that XML cannot hold.
    """
    ElementTree.indent(root, " ")
    text = ElementTree.tostring(root, encoding="unicode")
    if found := FORBIDDEN.search(text):
        around = text[max(found.start() - 20, 0):found.end() + 20]
        raise NotDeliverable(f"XML has no place for the character {found[0]!r} in {around!r}")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'

"""Entering values into a workbook as a user would, in the file itself: all else stays as it is."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TEXT_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"[^>]* t="s"><v>(\d+)</v></c>')
EMPTY_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"( s="\d+")?/>')
STORED = re.compile(r"(</f>|<f [^>]*/>)<v>[^<]*</v>")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
# What the formulas of a copy have stored: who reads it has computed nothing.
STALE = "-9E+99"

# A column's letters and a row.
Place = tuple[str, int]


@dataclass(frozen=True)
class Workbook:
    """The parts of a file, and which of them holds which sheet."""

    parts: Mapping[str, str]
    sheets: Mapping[str, str]

    def texts(self, sheet: str) -> dict[Place, str]:
        """Read the cells that hold text, row by row."""
        root = ElementTree.fromstring(self.parts["xl/sharedStrings.xml"])
        strings = ["".join(part.text or "" for part in item.iter(f"{MAIN}t")) for item in root]
        return {(column, int(row)): ESCAPED.sub(lambda match: chr(int(match[1], 16)),
                                                strings[int(number)])
                for column, row, number in TEXT_CELL.findall(self.parts[self.sheets[sheet]])}

    def last_row(self, sheet: str) -> int:
        """Tell the number of a sheet's last row."""
        return int(re.findall(r'<row r="(\d+)"', self.parts[self.sheets[sheet]])[-1])


def read_workbook(path: Path) -> Workbook:
    """Read a workbook."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name).decode("utf-8") for name in file.namelist()}
    targets = {relation.get("Id"): relation.get("Target") for relation in
               ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])}
    sheets = ElementTree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    return Workbook(parts, {str(sheet.get("name")): f"xl/{targets[sheet.get(RELATION)]}"
                            for sheet in sheets})


def write_copy(workbook: Workbook, path: Path,
               values: Mapping[str, Mapping[Place, float | str]],
               last_rows: Mapping[str, int]) -> None:
    """Write a copy with values in empty cells of its sheets, some of which end at an earlier row.

    What stands stored with its formulas is STALE.

    Raises:
        ValueError: a cell is not there, or not empty.
    """
    changed = {part: STORED.sub(rf"\1<v>{STALE}</v>", workbook.parts[part])
               for part in workbook.sheets.values()}
    for sheet, entries in values.items():
        part = workbook.sheets[sheet]
        changed[part] = _enter(changed[part], dict(entries))
    for sheet, row in last_rows.items():
        part = workbook.sheets[sheet]
        changed[part] = re.sub(rf'<row r="{row + 1}".*</row>', "", changed[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name, content in (workbook.parts | changed).items():
            copy.writestr(name, content)


def _enter(content: str, entries: dict[Place, float | str]) -> str:
    def fill(match: re.Match) -> str:
        value = entries.pop((match[1], int(match[2])), None)
        if value is None:
            return match[0]
        start = f'<c r="{match[1]}{match[2]}"{match[3] or ""}'
        if value == "":
            return f'{start}><f>""</f></c>'
        if isinstance(value, str):
            return f'{start} t="inlineStr"><is><t xml:space="preserve">{_xml(value)}</t></is></c>'
        return f"{start}><v>{value!r}</v></c>"

    filled = EMPTY_CELL.sub(fill, content)
    if entries:
        raise ValueError(f"the workbook has no empty cells {sorted(entries)[:3]}")
    return filled


def _xml(text: str) -> str:
    guarded = ESCAPED.sub(r"_x005F_x\1_", text)
    return CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", escape(guarded))

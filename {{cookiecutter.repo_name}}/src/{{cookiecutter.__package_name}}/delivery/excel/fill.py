"""Filling the formulas of a row down a sheet, as Excel itself stores it.

A formula that reads this sheet alone is stored once, shared by all rows; Excel shares no formula
that reads another sheet, so that these are written out in each row.
"""

import io
import re
import zipfile
from dataclasses import dataclass

ROW = re.compile(r'<row r="(\d+)"([^>]*)>(.*)</row>')
CELL = re.compile(r'<c r="([A-Z]+)\d+"( s="\d+")?(?:/>|><f>(.*?)</f><v></v></c>)')
DIMENSION = re.compile(r'(<dimension ref="[A-Z]+\d+:[A-Z]+)\d+"')


def fill_down(workbook: bytes, number: int, rows: int) -> bytes:
    """Repeat the last row of a workbook's sheet `number`, from 1, until there are `rows` of it.

    The row holds formulas and empty cells; formulas name cells of their own row as $A5.
    """
    part = f"xl/worksheets/sheet{number}.xml"
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(target, "w") as filled:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == part:
                content = _fill(content.decode("utf-8"), rows).encode("utf-8")
            filled.writestr(item, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _fill(sheet: str, rows: int) -> str:
    start = sheet.rindex("<row ")
    match = ROW.match(sheet, start)
    first, attributes = int(match[1]), match[2]
    cells = [_Cell(number, *found) for number, found in enumerate(CELL.findall(match[3]))]
    last = first + rows - 1
    own_row = re.compile(rf"(\$[A-Z]+){first}\b")
    written = []
    for row in range(first, last + 1):
        content = "".join(cell.xml(own_row, row, first, last) for cell in cells)
        written.append(f'<row r="{row}"{attributes}>{content}</row>')
    head = DIMENSION.sub(rf'\g<1>{last}"', sheet[:start], count=1)
    return head + "".join(written) + sheet[match.end():]


@dataclass(frozen=True)
class _Cell:
    number: int
    column: str
    style: str
    formula: str

    def xml(self, own_row: re.Pattern, row: int, first: int, last: int) -> str:
        start = f'<c r="{self.column}{row}"{self.style}'
        if not self.formula:
            return f"{start}/>"
        if "!" in self.formula:
            moved = own_row.sub(rf"\g<1>{row}", self.formula)
            return f"{start}><f>{moved}</f><v></v></c>"
        if row > first:
            return f'{start}><f t="shared" si="{self.number}"/><v></v></c>'
        shared = f't="shared" ref="{self.column}{first}:{self.column}{last}" si="{self.number}"'
        return f"{start}><f {shared}>{self.formula}</f><v></v></c>"

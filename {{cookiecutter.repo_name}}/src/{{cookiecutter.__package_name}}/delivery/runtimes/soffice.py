"""Computing workbooks by LibreOffice, without a window and with a profile of its own."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil

MOST_SECONDS = 1800
# 0: compute every formula anew, whatever is stored with it.
RECALCULATE = "0"
# Threads are off: with them, LibreOffice 7.4 shows Err:502 in the second of many like rows whose
# formula looks a value up by the number in another formula's cell.
PROFILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Calculation">
<prop oor:name="UseThreadedCalculationForFormulaGroups" oor:op="fuse">
<value>false</value></prop></item>
</oor:items>
"""
# Comma, quotes, UTF-8, plain numbers in English, a file for each sheet.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,false,false,false,false,-1"


def compute(place: Path, paths: Sequence[Path]) -> None:
    """Compute workbooks; write what their sheets show into `place`, as <workbook>-<sheet>.csv.

    Raises:
        RuntimeError: a workbook could not be opened.
    """
    user = place / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(PROFILE.format(mode=RECALCULATE))
    command = ["soffice", f"-env:UserInstallation={user.parent.as_uri()}", "--headless",
               "--convert-to", CSV, "--outdir", str(place), *map(str, paths)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            output, _ = process.communicate(timeout=MOST_SECONDS)
        except BaseException:
            # The command is a script: its children are the ones that compute.
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            raise
    if process.returncode or any(not path.with_name(f"{path.stem}-Form.csv").exists()
                                 for path in paths):
        raise RuntimeError(f"LibreOffice did not open the workbook: {output.decode()[-500:]}")

"""Which Java this machine has."""

import re
import subprocess
from functools import cache


@cache
def java_unavailable(least: int) -> str | None:
    """Say why this machine has no Java of version `least` or later, if it has none."""
    try:
        done = subprocess.run(["java", "-version"], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True)
    except OSError:
        return "Java is not installed (command java)"
    # 1.8 was the name of Java 8.
    found = re.search(r'version "(?:1\.)?(\d+)', done.stderr)
    if done.returncode or not found:
        return "the command java does not run"
    if int(found[1]) < least:
        return f"Java {found[1]} is older than {least}"
    return None

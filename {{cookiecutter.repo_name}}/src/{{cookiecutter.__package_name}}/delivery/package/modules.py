"""Which modules of this project the wheel needs, found by following their imports."""

import ast
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def needed_modules(starts: Iterable[Path], root: Path = ROOT) -> list[Path]:
    """List `starts`, what they import by relative imports, and so on, all of it below `root`."""
    found: set[Path] = set()
    waiting = set(starts)
    while waiting:
        path = waiting.pop()
        found.add(path)
        folders = {folder / "__init__.py" for folder in path.parents
                   if folder.is_relative_to(root) and folder != root}
        waiting |= (_imported(path) | folders) - found
    return sorted(found)


def _imported(path: Path) -> set[Path]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            module = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            names = [module / alias.name for alias in node.names]
            found |= {file for place in (module, *names)
                      for file in (place.with_suffix(".py"), place / "__init__.py")
                      if file.is_file()}
    return found

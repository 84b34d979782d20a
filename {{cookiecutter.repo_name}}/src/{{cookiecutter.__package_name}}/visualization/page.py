"""An executed notebook as one HTML page without code, which loads nothing from elsewhere."""

import html
import sys
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode

STYLE = """
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #2b2b2b; background: #fff;
       font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 .6rem; }
h1 { border-bottom: 2px solid #0072b2; padding-bottom: .3rem; }
img { max-width: 100%; }
code { background: #eef2f5; border-radius: 3px; padding: .05em .3em; font-size: .9em; }
pre { background: #f6f8fa; overflow-x: auto; padding: .6rem; font-size: .85em; }
table { border-collapse: collapse; display: block; overflow-x: auto; margin: 1rem 0;
        font-size: .85rem; line-height: 1.4; }
th, td { border-bottom: 1px solid #dde3e8; padding: .3rem .7rem; text-align: left;
         vertical-align: top; }
td:first-child { white-space: nowrap; }
th { border-bottom: 2px solid #b8c4cc; }
@media print { body { margin: 0; max-width: none; } img, tr { break-inside: avoid; } }
"""


def html_page(notebook: NotebookNode, name: str, folder: Path) -> str:
    """Write an executed notebook as a page: texts and outputs, code left out.

    Args:
        notebook: an executed notebook.
        name: the page's title where the notebook has none.
        folder: where the pictures that its Markdown names are looked up; they are embedded.
    """
    # The templates are named outright: a user's own ones must not change the report.
    templates = Path(sys.prefix, "share", "jupyter", "nbconvert", "templates")
    paths = [str(templates / part) for part in ("basic", "classic", "base", "")]
    exporter = HTMLExporter(template_name="basic", template_paths=paths, exclude_input=True,
                            exclude_input_prompt=True, exclude_output_prompt=True,
                            embed_images=True, anchor_link_text=" ")
    body, _ = exporter.from_notebook_node(notebook, {"metadata": {"path": str(folder)}})
    title = html.escape(str(notebook.metadata.get("title") or _first_heading(notebook) or name))
    return ('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
            f"{body.strip()}\n</body>\n</html>\n")


def _first_heading(notebook: NotebookNode) -> str:
    for cell in notebook.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return line[2:].strip()
    return ""

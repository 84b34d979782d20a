"""One calm, colour-blind-safe look for every figure, drawn without a display."""

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from ..files import write_whole

# Okabe and Ito, "Color Universal Design" (2008): told apart with any common colour blindness.
BLUE = "#0072B2"
ORANGE = "#D55E00"
SKY = "#56B4E9"
GREY = "#8C8C8C"
PALE = "#DCE6EE"
INK = "#2B2B2B"
WIDTH = 8.0
DOTS_PER_INCH = 110

# The first comes with matplotlib; the others have the letters of East Asia.
FONTS = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans CJK KR", "Noto Sans",
         "WenQuanYi Zen Hei", "IPAexGothic", "NanumGothic", "Droid Sans Fallback", "Hiragino Sans",
         "PingFang SC", "Apple SD Gothic Neo", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic",
         "Arial Unicode MS")
STYLE = {
    "font.size": 9,
    "text.color": INK,
    # A name from the data is text, whatever dollar signs it holds.
    "text.parse_math": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.formatter.limits": (-4, 6),
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "errorbar.capsize": 3,
    "figure.dpi": DOTS_PER_INCH,
}
Arguments = ParamSpec("Arguments")
Drawn = TypeVar("Drawn")


class Chart(Figure):
    """A figure that shows itself in a notebook without pyplot."""

    def _repr_png_(self) -> bytes:
        return png_of(self)


def installed_fonts() -> list[str]:
    """List the fonts to draw with: letters that one lacks are taken from the next."""
    installed = {font.name for font in fontManager.ttflist}
    return [name for name in FONTS if name in installed]


@contextmanager
def style() -> Iterator[None]:
    """Draw in this project's style, whatever matplotlibrc the machine holds."""
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        warnings.filterwarnings("ignore", message=".*constrained_layout not applied.*")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE | {"font.family": installed_fonts()})
        yield


def styled(draw: Callable[Arguments, Drawn]) -> Callable[Arguments, Drawn]:
    """Run a drawing function in this project's style."""
    @wraps(draw)
    def drawing(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Drawn:
        with style():
            return draw(*args, **kwargs)
    return drawing


def blank(rows: int = 1, columns: int = 1, height: float = 4.0, title: str = "",
          **grid: Any) -> tuple[Chart, np.ndarray]:
    """Make a figure `height` inches high and its flat array of rows x columns axes."""
    figure = Chart(figsize=(WIDTH, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, **grid)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
    return figure, axes.ravel()


def message_figure(message: str) -> Chart:
    """Say in a figure why there is nothing to draw."""
    figure, (axes,) = blank(height=0.5)
    axes.axis("off")
    axes.text(0, 0.5, message, transform=axes.transAxes, va="center", color=INK)
    return figure


def hide_rest(axes: np.ndarray, used: int) -> None:
    """Leave the axes after the first `used` ones empty."""
    for one in axes[used:]:
        one.axis("off")


def plain_numbers(axes: Axes, x: bool = True, y: bool = True) -> None:
    """Write large numbers on the axes with commas or in millions (M), small ones as they are."""
    def write(value: float, _: int) -> str:
        if abs(value) >= 1e7:
            return f"{value / 1e6:,.6g} M"
        return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.6g}"

    if x:
        axes.xaxis.set_major_formatter(write)
    if y:
        axes.yaxis.set_major_formatter(write)


def unit_square(axes: Axes, x: str, y: str) -> None:
    """Let both axes run from 0 to 1, with a little air, and name them."""
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01), xlabel=x, ylabel=y)
    axes.grid()


def png_of(figure: Figure) -> bytes:
    """Draw a figure as PNG; the same figure gives the same bytes in every run."""
    target = io.BytesIO()
    with style():
        # Not savefig: with a layout it draws twice.
        FigureCanvasAgg(figure).print_png(target, metadata={"Software": None})
    return target.getvalue()


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure as PNG, whole or not at all."""
    with write_whole(path) as sibling:
        sibling.write_bytes(png_of(figure))

"""Classes: all of them as one yes-or-no question, and which is taken for which."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from .labels import shorts
from .style import INK, blank, message_figure, styled

MOST_CLASSES = 20
# Above it, white is easier to read on blue.
DARK = 0.55


def flat_classes(codes: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn classes and probabilities into yes or no, and the probability of yes.

    Of two classes the second is yes. Of more, each row asks once for each class: is it this one?

    Args:
        codes: shape (rows,), the position of each row's class.
        score: shape (rows,), of the second class, or (rows, classes).

    Returns:
        Truth and probability, each of shape (rows,) or (rows x classes,).
    """
    if score.ndim == 1:
        return codes.astype(bool), score
    return np.eye(score.shape[1], dtype=bool)[codes].ravel(), score.ravel()


@styled
def confusion_figure(actual: np.ndarray, predicted: np.ndarray, classes: Sequence[str],
                     cutoff: float | None = None) -> Figure:
    """Draw how many rows of each class are taken for each class.

    Args:
        actual: shape (rows,), positions in `classes`.
        predicted: shape (rows,), likewise.
        classes: of more than MOST_CLASSES, the most frequent are drawn.
        cutoff: of two classes, the probability from which on the second is predicted.
    """
    if not len(actual):
        return message_figure("No row to tell classes apart in.")
    counts = np.zeros((len(classes), len(classes)), dtype=np.int64)
    np.add.at(counts, (actual, predicted), 1)
    shown = np.sort(np.argsort(-counts.sum(axis=1), kind="stable")[:MOST_CLASSES])
    shares = (counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))[np.ix_(shown, shown)]
    counts, names = counts[np.ix_(shown, shown)], shorts((classes[place] for place in shown), 28)
    few = f", {len(shown)} of {len(classes)} classes" if len(shown) < len(classes) else ""
    # Names below the picture take room by their length.
    height = 1.3 + max(0.34 * len(names), 1.6) + 0.05 * max(map(len, names))
    figure, (axes,) = blank(height=height,
                            title=f"Which class is taken for which{few}")
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, column in zip(*np.nonzero(counts)):
        axes.text(column, row, f"{counts[row, column]:,}", ha="center", va="center", fontsize=7,
                  color="white" if shares[row, column] > DARK else INK)
    axes.set_xticks(range(len(names)), names, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(names)), names)
    decided = "" if cutoff is None else f": {names[1]} from a probability of {cutoff:g} on"
    axes.set(xlabel=f"predicted{decided}", ylabel="actual")
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    figure.colorbar(image, label="share of the actual class")
    return figure

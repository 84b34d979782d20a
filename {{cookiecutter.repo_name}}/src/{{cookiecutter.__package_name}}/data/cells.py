"""Raw cells as numbers or words: the one door through which every value comes in."""

from collections.abc import Collection
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..portable.expressions import LARGEST
from .words import NUMBER, canonical, spelled_numbers

MOST_TEXT = 1 << 30
FEW_WORDS, SHORT_WORDS_BYTES = 256, 1 << 14


def as_numbers(cells: pa.Array | pa.ChunkedArray,
               missing: Collection[str]) -> tuple[np.ndarray, np.ndarray]:
    """Read cells as numbers: float64 with NaN where missing, and a mask of the unreadable.

    Text is trimmed; an empty cell and a word of `missing` are missing values, and so is a number
    that such a word spells. What is infinite, in single precision already, is unreadable.
    """
    cells = plain(cells)
    if _is_text(cells.type):
        values, unreadable = _read_text(cells, missing)
    elif pa.types.is_decimal(cells.type):
        # Straight to doubles, Arrow does not always take the nearest one, as for text it does.
        values, unreadable = pc.cast(pc.cast(cells, pa.string()), pa.float64()), None
    elif _is_numeric(cells.type):
        values, unreadable = pc.cast(cells, pa.float64(), safe=False), None
    else:
        return np.full(len(cells), np.nan), cells.is_valid().to_numpy(zero_copy_only=False)
    numbers = values.to_numpy(zero_copy_only=False)
    bad = np.abs(numbers) > LARGEST
    if unreadable is not None:
        bad |= unreadable
    spelled = _spelled_numbers(tuple(missing))
    holes = bad | np.isin(numbers, spelled) if spelled else bad
    return np.where(holes, np.nan, numbers) if holes.any() else numbers, bad


def _read_text(words: pa.Array, missing: Collection[str]) -> tuple[pa.Array, np.ndarray | None]:
    """Read text as numbers, null where missing; with a mask of what is neither, if there is."""
    values = _plain_numbers(words)
    if values is not None:
        return values, None
    words = _without(pc.utf8_trim_whitespace(words), missing)
    try:
        values = pc.cast(words, pa.float64())
    except pa.ArrowInvalid:
        readable = pc.fill_null(pc.match_substring_regex(words, NUMBER), True)
        values = pc.cast(pc.if_else(readable, words, None), pa.float64())
    # Arrow reads every spelling of NaN; which of them mean a hole, `missing` alone says.
    unreadable = pc.and_(words.is_valid(), pc.fill_null(pc.is_nan(values), True))
    return values, unreadable.to_numpy(zero_copy_only=False)


def _plain_numbers(words: pa.Array) -> pa.Array | None:
    """Read text of which every cell is a number or null, as most columns are; None for others."""
    try:
        values = pc.cast(words, pa.float64())
    except pa.ArrowInvalid:
        return None
    # Neither NaN nor an infinite number is one: these may be words for missing.
    return values if pc.all(pc.less_equal(pc.abs(values), LARGEST)).as_py() is not False else None


@lru_cache(maxsize=16)
def _spelled_numbers(missing: tuple[str, ...]) -> list[float]:
    return spelled_numbers(missing)


def as_words(cells: pa.Array | pa.ChunkedArray, missing: Collection[str]) -> pa.Array:
    """Read cells as text with null where missing or empty; the number 20.0 is the word 20."""
    cells = plain(cells)
    if not _is_text(cells.type):
        try:
            cells = pc.cast(cells, pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            cells = pa.array([None if cell is None else str(cell) for cell in cells.to_pylist()],
                             pa.string())
    return _without(cells, missing)


def as_categories(cells: pa.Array | pa.ChunkedArray, missing: Collection[str],
                  categories: Collection[str] | None) -> pa.DictionaryArray:
    """Read cells as words of a category, `respelled`: what repeats is looked at once.

    A word may stand in the dictionary twice, or without a row; null, where missing, never does.
    """
    coded = _encoded(cells, missing)
    words = _category_words(coded.dictionary, tuple(missing), categories)
    if words.null_count:
        return pc.take(words, coded.indices).dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices, words)


def _category_words(dictionary: pa.Array, missing: tuple[str, ...],
                    categories: Collection[str] | None) -> pa.Array:
    if len(dictionary) > FEW_WORDS or dictionary.nbytes > SHORT_WORDS_BYTES \
            or not pa.types.is_string(dictionary.type):
        return respelled(as_words(dictionary, missing), categories)
    known = None if categories is None else tuple(categories)
    return _few_words(tuple(dictionary.to_pylist()), missing, known)


@lru_cache(maxsize=FEW_WORDS)
def _few_words(words: tuple[str | None, ...], missing: tuple[str, ...],
               categories: tuple[str, ...] | None) -> pa.Array:
    """Respell words that all batches of a row group share: looked at once for all of them."""
    return respelled(as_words(pa.array(words, pa.string()), missing), categories)


def _encoded(cells: pa.Array | pa.ChunkedArray, missing: Collection[str]) -> pa.DictionaryArray:
    if pa.types.is_dictionary(cells.type) and pa.types.is_string(cells.type.value_type):
        if isinstance(cells, pa.ChunkedArray):
            cells = cells.unify_dictionaries().combine_chunks()
        # Of the many words of a file, few may stand in these rows.
        if len(cells.dictionary) <= len(cells):
            return cells
    cells = plain(cells)
    if not (_is_text(cells.type) or pa.types.is_integer(cells.type)):
        cells = as_words(cells, missing)
    return cells.dictionary_encode()


def respelled(words: pa.Array, categories: Collection[str] | None) -> pa.Array:
    """Write words that are none of the categories as the category that spells the same value.

    True and true are the same, and so are 1.0 and 1: which of them a table holds depends on the
    program and the file format that wrote it. 01 is another code than 1.
    """
    unknown = set(words.unique().drop_null().to_pylist()) - {*(categories or ())}
    spellings = {canonical(name): name for name in categories or ()}
    changed = {word: spellings[canonical(word)] for word in unknown
               if canonical(word) in spellings}
    if not changed:
        return words
    position = pc.index_in(words, pa.array([*changed], pa.string()))
    return pc.coalesce(pc.take(pa.array([*changed.values()], pa.string()), position), words)


def plain(cells: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Bring cells into one array of their values, text as string."""
    if pa.types.is_dictionary(cells.type):
        cells = pc.cast(cells, cells.type.value_type)
    if not _is_text(cells.type):
        return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    # One array of the plain type holds 2 GiB of text at most.
    cells = pc.cast(cells, pa.large_string() if cells.nbytes > MOST_TEXT else pa.string())
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


def _is_text(kind: pa.DataType) -> bool:
    return (pa.types.is_string(kind) or pa.types.is_large_string(kind)
            or pa.types.is_string_view(kind))


def _is_numeric(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)


def _without(words: pa.Array, missing: Collection[str]) -> pa.Array:
    found = pc.is_in(words, pa.array(["", *missing], words.type))
    return pc.if_else(found, pa.scalar(None, words.type), words)

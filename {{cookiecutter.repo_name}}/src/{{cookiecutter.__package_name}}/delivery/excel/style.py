"""How the workbook looks."""

INK, BLUE, GREY, SOFT, LINE, YELLOW = \
    "#1F2A37", "#1F4E79", "#5B6776", "#F3F6FA", "#D5DCE5", "#FFF6CC"

_TEXT = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "vcenter"}
_LINED = {**_TEXT, "bottom": 1, "bottom_color": LINE}
_INPUT = {**_TEXT, "bg_color": YELLOW, "border": 1, "border_color": LINE, "locked": False}

_SOFT = {**_LINED, "bg_color": SOFT}
_TOTAL = {**_TEXT, "bold": True, "bg_color": SOFT}
_RESULT = {**_TEXT, "font_size": 14, "bold": True, "font_color": BLUE, "align": "left"}
_WEIGHT, _POINTS, _PROBABILITY = ({"num_format": digits} for digits in ("0.0000", "0", "0.0000"))

STYLES = {
    "title": {**_TEXT, "font_size": 18, "bold": True, "font_color": BLUE},
    "section": {**_TEXT, "font_size": 13, "bold": True, "font_color": BLUE},
    "note": {**_TEXT, "font_color": GREY},
    "head": {**_TEXT, "bold": True, "font_color": "white", "bg_color": BLUE, "text_wrap": True},
    "head right": {**_TEXT, "bold": True, "font_color": "white", "bg_color": BLUE,
                   "text_wrap": True, "align": "right"},
    "head computed": {**_TEXT, "bold": True, "font_color": BLUE, "bg_color": LINE,
                      "text_wrap": True},
    "body": {**_LINED, "text_wrap": True, "align": "left"},
    "leaf": {**_SOFT, "align": "left"},
    "blank": _TEXT,
    "input": {**_INPUT, "align": "left"},
    "input text": {**_INPUT, "align": "left", "num_format": "@"},
    "input date": {**_INPUT, "align": "left", "num_format": "yyyy-mm-dd hh:mm:ss"},
    "input probability": {**_INPUT, "bold": True, **_PROBABILITY},
    "computed": {**_SOFT, "align": "left"},
    "probability": {**_SOFT, **_PROBABILITY, "align": "left"},
    "weight": {**_SOFT, **_WEIGHT},
    "points": {**_SOFT, **_POINTS},
    "total": _TOTAL,
    "total weight": {**_TOTAL, **_WEIGHT},
    "total points": {**_TOTAL, **_POINTS},
    "total probability": {**_TOTAL, **_PROBABILITY},
    "result": _RESULT,
    "result probability": {**_RESULT, **_PROBABILITY},
    "remark": {**_LINED, "font_color": "#A33A00", "italic": True, "text_wrap": True},
    "way": {"bold": True, "font_color": BLUE, "bg_color": YELLOW},
    "bad": {"bold": True, "font_color": "white", "bg_color": "#B3261E"},
}

"""The form `excel`: a workbook with live formulas."""

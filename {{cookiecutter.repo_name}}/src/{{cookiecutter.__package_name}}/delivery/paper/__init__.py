"""The form `paper`: a page to fill in and add up by hand."""

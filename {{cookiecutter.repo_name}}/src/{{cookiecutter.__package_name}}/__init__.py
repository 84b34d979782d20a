"""From a table to a trained, checked and documented model."""

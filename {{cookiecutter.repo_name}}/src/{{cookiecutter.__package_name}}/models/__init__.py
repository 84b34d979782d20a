"""Choosing, training, evaluating, keeping and using the model."""

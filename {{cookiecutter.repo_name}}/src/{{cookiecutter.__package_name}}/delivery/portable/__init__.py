"""The model as plain data, which numpy scores with."""

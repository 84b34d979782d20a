"""What the model sees: derived features, imputation and encoding."""

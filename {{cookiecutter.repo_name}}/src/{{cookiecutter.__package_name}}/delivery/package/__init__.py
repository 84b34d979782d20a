"""The form `package`: a wheel with the model and its scorer."""

"""The page to try the model on: its own HTML, CSS and JavaScript, and nothing from elsewhere."""

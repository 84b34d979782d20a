"""The fitted model as plain data, and its scoring with numpy alone."""

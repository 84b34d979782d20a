"""Live scoring over HTTP, with numpy alone behind it."""

"""The referees: each scores rows with what a form wrote, in the runtime it was written for."""

"""Figures, the words beside them, and running the notebooks that hold both.

Nothing is imported here: who runs notebooks needs no matplotlib, who draws no papermill.
"""

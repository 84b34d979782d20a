"""The form `sql`: queries for the databases where the data lie."""

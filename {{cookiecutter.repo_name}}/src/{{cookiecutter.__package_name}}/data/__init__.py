"""Reading tables, the data contract, and the split into training and test rows."""

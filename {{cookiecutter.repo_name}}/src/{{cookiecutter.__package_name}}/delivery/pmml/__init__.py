"""The form `pmml`: a document that Java's and other evaluators read."""

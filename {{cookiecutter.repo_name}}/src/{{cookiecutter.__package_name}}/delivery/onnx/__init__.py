"""The form `onnx`: a graph for the runtimes of machine learning."""

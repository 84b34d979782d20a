"""The model of the project in this folder as others serve it: the classic way, and MLflow's.

`app` is the WSGI application for Flask on gunicorn; `constant` is a FastAPI application that does
nothing; run as a program, this writes a folder for `mlflow models serve`.
"""

import sys
from typing import Any


def flask_app() -> Any:
    """Serve the fitted pipeline through a DataFrame of one row."""
    import pandas as pd
    from flask import Flask, request
    from measured_project.models.bundle import load_bundle
    from measured_project.paths import MODEL

    pipeline, manifest = load_bundle(MODEL)
    app = Flask(__name__)

    @app.post("/predict")
    def predict() -> dict[str, Any]:
        probability = float(pipeline.predict_proba(pd.DataFrame([request.get_json()]))[0, 1])
        return {"probability": probability, "prediction": manifest.classes[probability >= 0.5]}

    @app.get("/ready")
    def ready() -> dict[str, str]:
        return {"status": "ready"}
    return app


def constant_app() -> Any:
    """Answer always the same, and look at nothing."""
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/predict")
    async def predict() -> dict[str, Any]:
        return {"probability": 0.25, "prediction": "good", "version": "0123456789ab"}

    @app.get("/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}
    return app


def save_for_mlflow(folder: str) -> None:
    """Save the fitted pipeline as MLflow keeps it."""
    import mlflow.sklearn
    from measured_project.models.bundle import load_bundle
    from measured_project.paths import MODEL

    mlflow.sklearn.save_model(load_bundle(MODEL)[0], folder, pip_requirements=[],
                              serialization_format="cloudpickle",
                              pyfunc_predict_fn="predict_proba")


if __name__ == "__main__":
    save_for_mlflow(sys.argv[1])

"""A peer of bench/serving: one network behind HTTP, as its documentation would have it. Ends when it is killed.

Usage: serve_peer.py keras|keras-function|onnx|onnx-async|litserve|bentoml|mlserver mlp|cnn FOLDER PORT
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np

kind, network, folder, port = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
ROWS_MAX = 64


def onnx_session():
    """One thread more than one gains nothing for these networks, and would fight with whoever else computes."""
    import onnxruntime

    session = onnxruntime.InferenceSession(os.path.join(folder, f"{network}.onnx"))
    name = session.get_inputs()[0].name
    return lambda rows: session.run(None, {name: np.ascontiguousarray(rows, dtype=np.float32)})[0]


def keras_model():
    import keras

    return keras.models.load_model(os.path.join(folder, f"{network}.keras"))


def fastapi_app():
    import fastapi

    app = fastapi.FastAPI()

    if kind == "keras":
        model = keras_model()

        @app.post("/predict")
        def predict(body: dict):
            rows = np.array(body["instances"], dtype=np.float32)
            return {"predictions": model.predict(rows, verbose=0).tolist()}

    elif kind == "keras-function":
        import orjson
        import tensorflow as tf

        model = keras_model()
        signature = tf.TensorSpec((None, 28, 28, 1), tf.float32)
        compute = tf.function(lambda rows: model(rows, training=False), input_signature=[signature])

        @app.post("/predict")
        async def predict(request: fastapi.Request):
            rows = np.array(orjson.loads(await request.body())["instances"], dtype=np.float32)
            return fastapi.Response(orjson.dumps({"predictions": compute(rows).numpy().tolist()}))

    elif kind == "onnx":
        compute = onnx_session()

        @app.post("/predict")
        def predict(body: dict):
            rows = np.array(body["instances"], dtype=np.float32)
            return {"predictions": compute(rows).tolist()}

    else:
        import orjson

        compute = onnx_session()

        @app.post("/predict")
        async def predict(request: fastapi.Request):
            rows = np.array(orjson.loads(await request.body())["instances"], dtype=np.float32)
            return fastapi.Response(orjson.dumps({"predictions": compute(rows).tolist()}))

        @app.post("/binary")
        async def binary(request: fastapi.Request):
            rows = np.frombuffer(await request.body(), dtype="<f4").reshape(-1, 28, 28, 1)
            return fastapi.Response(compute(rows).tobytes())

    return app


if kind == "litserve":
    import litserve

    # LitServe's processes import it anew, and find it here.
    class Api(litserve.LitAPI):
        def setup(self, device):
            self.compute = onnx_session()

        def decode_request(self, request):
            return np.array(request["instances"], dtype=np.float32)[0]

        def batch(self, inputs):
            return np.stack(inputs)

        def predict(self, rows):
            return self.compute(rows)

        def unbatch(self, outputs):
            return list(outputs)

        def encode_response(self, output):
            return {"predictions": [output.tolist()]}


def serve_litserve():
    api = Api(max_batch_size=ROWS_MAX, batch_timeout=0.002)
    server = litserve.LitServer(api, accelerator="cpu")
    server.run(host="127.0.0.1", port=port, log_level="error", generate_client_file=False)


def serve_bentoml():
    """BentoML imports the service from a file of its own."""
    source = f"""
import sys
sys.argv = ["serve_peer.py", "onnx-async", {network!r}, {folder!r}, "0"]
sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r})
import bentoml, numpy as np
import serve_peer

@bentoml.service(traffic={{"timeout": 30, "max_concurrency": 1024}})
class Peer:
    def __init__(self):
        self.compute = serve_peer.onnx_session()

    @bentoml.api(batchable=True, max_batch_size={ROWS_MAX}, max_latency_ms=1000)
    def predict(self, instances: np.ndarray) -> np.ndarray:
        return self.compute(instances)
"""
    os.makedirs(os.path.join(folder, network), exist_ok=True)
    with open(os.path.join(folder, network, "service.py"), "w") as file:
        file.write(source)
    os.environ["BENTOML_DO_NOT_TRACK"] = "True"
    command = ["serve", "service:Peer", "--host", "127.0.0.1", "--port", str(port)]
    os.chdir(os.path.join(folder, network))
    os.execv(sys.executable, [sys.executable, "-m", "bentoml", *command])


if kind == "mlserver":
    from mlserver import MLModel
    from mlserver.codecs import NumpyCodec
    from mlserver.types import InferenceResponse

    # MLServer takes it by its name.
    class Peer(MLModel):
        async def load(self):
            self.compute = onnx_session()
            return True

        async def predict(self, payload):
            rows = NumpyCodec.decode_input(payload.inputs[0])
            output = NumpyCodec.encode_output("predictions", self.compute(rows))
            return InferenceResponse(id=payload.id, model_name=self.name, outputs=[output])


def serve_mlserver():
    import asyncio

    from mlserver import MLServer, ModelSettings, Settings

    async def serve():
        # One process, as the others: with workers beside it each request is handed over twice.
        ports = {"http_port": port, "grpc_port": port + 1, "metrics_port": port + 2}
        batching = {"max_batch_size": ROWS_MAX, "max_batch_time": 0.002}
        server = MLServer(Settings(host="127.0.0.1", parallel_workers=0, debug=False, **ports))
        await server.start([ModelSettings(name=network, implementation="serve_peer.Peer", **batching)])

    asyncio.run(serve())


if __name__ == "__main__":
    if kind == "litserve":
        serve_litserve()
    elif kind == "bentoml":
        serve_bentoml()
    elif kind == "mlserver":
        serve_mlserver()
    else:
        import uvicorn

        uvicorn.run(fastapi_app(), host="127.0.0.1", port=port, log_level="error", access_log=False)

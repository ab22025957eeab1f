"""Drives real clients of the Open Inference Protocol against a service that has the models of test/support/exact-models.ts,
and asserts what they make of its answers. prediction-clients.ts runs it, and keeps what went over the wire.

Environment:  python -m venv v && v/bin/pip install "tritonclient[http]==2.73.0" mlserver==1.7.1 pandas==2.3.3
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

import numpy as np
import pandas as pd
import tritonclient.http as triton
from mlserver.codecs import NumpyCodec, NumpyRequestCodec, PandasCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse
from tritonclient.utils import InferenceServerException

URL = sys.argv[1]


def tensor(name, array, datatype, binary=True):
    made = triton.InferInput(name, list(array.shape), datatype)
    made.set_data_from_numpy(array, binary_data=binary)
    return made


def texts(*values):
    return np.array([value.encode() for value in values], dtype=object)


def drive_triton(client):
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("half_plus_three")
    assert client.is_model_ready("half_plus_three", "1") and not client.is_model_ready("nothing")
    assert "binary_tensor_data" in client.get_server_metadata()["extensions"]
    metadata = client.get_model_metadata("customers")
    assert [each["name"] for each in metadata["inputs"]] == ["age", "plan", "minutes", "member", "since"]

    numbers = np.array([[1], [2], [5]], dtype=np.float32)
    for binary in (True, False):
        answer = client.infer("half_plus_three", [tensor("tensor", numbers, "FP32", binary)], request_id="7")
        assert answer.as_numpy("values").tolist() == [[3.5], [4.0], [5.5]]
        assert answer.get_response()["id"] == "7" and answer.get_response()["model_version"] == "2"

    outputs = [triton.InferRequestedOutput("probabilities", binary_data=True), triton.InferRequestedOutput("label", binary_data=False)]
    answer = client.infer("reviews", [tensor("review", texts("good good", "bad"), "BYTES")], outputs=outputs)
    assert answer.as_numpy("probabilities").tolist() == [[0, 1], [1, 0]]
    assert answer.as_numpy("label").tolist() == ["yes", "no"], answer.as_numpy("label")
    answer = client.infer("reviews", [tensor("review", texts("good"), "BYTES", False)])
    assert answer.as_numpy("label").tolist() == [b"yes"]

    pixels = np.full((2, 2, 2, 1), 255, dtype=np.uint8)
    classes = [triton.InferRequestedOutput("probabilities", class_count=1)]
    answer = client.infer("pictures", [tensor("image", pixels, "UINT8")], outputs=classes)
    assert answer.as_numpy("probabilities").tolist() == [[b"1.000000:1:light"]] * 2

    columns = [
        tensor("age", np.array([1, 1]), "INT64"),
        tensor("plan", texts("pro", "pro"), "BYTES"),
        tensor("minutes", np.array([5, np.nan]), "FP64"),
        tensor("member", np.array([True, False]), "BOOL"),
    ]
    for answer in (client.infer("customers", columns), client.async_infer("customers", columns).get_result()):
        assert answer.as_numpy("label").tolist() == [b"yes", b"no"]

    for model, inputs, status in (
        ("nothing", columns, "404"),
        ("customers", columns[:1], "400"),
        ("half_plus_three", [tensor("tensor", numbers.reshape(1, 3), "FP32")], "400"),
    ):
        try:
            client.infer(model, inputs)
            raise AssertionError(f"{model} was expected to refuse")
        except InferenceServerException as error:
            assert error.status() == status and error.message().startswith("Expected "), error

    client.unload_model("half_plus_three")
    assert not client.is_model_ready("half_plus_three")
    entries = {(each["name"], each["version"]): each["state"] for each in client.get_model_repository_index()}
    assert entries["half_plus_three", "2"] == "UNAVAILABLE" and entries["tags", "1"] == "READY"
    client.load_model("half_plus_three")
    assert client.is_model_ready("half_plus_three")
    [stats] = client.get_inference_statistics("customers", "1")["model_stats"]
    assert stats["inference_count"] == 4 and stats["inference_stats"]["fail"]["count"] == 1, stats


def ask(model, request):
    body = request.model_dump_json(exclude_none=True).encode()
    sent = urllib.request.Request(f"http://{URL}/v2/models/{model}/infer", body, {"content-type": "application/json"})
    with urllib.request.urlopen(sent) as answer:
        return InferenceResponse.model_validate_json(answer.read())


def drive_mlserver():
    numbers = NumpyRequestCodec.encode_request(np.array([[1], [2]], dtype=np.float32))
    numbers.inputs[0].name = "tensor"
    assert NumpyRequestCodec.decode_response(ask("half_plus_three", numbers)).tolist() == [[3.5], [4.0]]

    texts = InferenceRequest(inputs=[StringCodec.encode_input("review", ["good", "bad"], use_bytes=False)])
    answer = ask("reviews", texts)
    assert StringCodec.decode_output(answer.outputs[1]) == ["yes", "no"]
    assert NumpyCodec.decode_output(answer.outputs[0]).tolist() == [[0, 1], [1, 0]]

    rows = pd.DataFrame({"age": [1, 1], "plan": ["pro", "pro"], "minutes": [5.0, np.nan], "member": [True, False]})
    answer = ask("customers", PandasCodec.encode_request(rows, use_bytes=False))
    assert StringCodec.decode_output(answer.outputs[1]) == ["yes", "no"]


def drive_command_line():
    """`mlserver infer`, with a request on each line of a file."""
    with tempfile.TemporaryDirectory() as folder:
        given, answered = pathlib.Path(folder, "requests.jsonl"), pathlib.Path(folder, "answers.jsonl")
        request = {"id": "line", "inputs": [{"name": "tensor", "datatype": "FP32", "shape": [1, 1], "data": [5]}]}
        given.write_text(json.dumps(request) + "\n")
        command = ["infer", "-u", URL, "-m", "half_plus_three", "-i", str(given), "-o", str(answered), "-w", "1"]
        subprocess.run([sys.executable, "-m", "mlserver.cli.main", *command], check=True, stdout=subprocess.DEVNULL)
        [answer] = map(json.loads, answered.read_text().splitlines())
        assert answer["outputs"][0]["data"] == [5.5], answer


with triton.InferenceServerClient(URL) as client:
    drive_triton(client)
drive_mlserver()
drive_command_line()

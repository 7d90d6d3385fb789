"""What the tritonclient package gets from a daemon. Run by Tools/test-serve in the package's own environment.

    triton_checks.py PORT PICTURE CRC_OF_OUTPUT < int8 input
"""
import sys
import time
import zlib

import numpy as np
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

port, picture, checksum = sys.argv[1], sys.argv[2], int(sys.argv[3], 16)
raw = np.frombuffer(sys.stdin.buffer.read(), np.int8).reshape(1, 224, 224, 3)
client = http.InferenceServerClient(f"127.0.0.1:{port}")

assert client.is_server_live() and client.is_server_ready()
assert client.is_model_ready("lite") and client.is_model_ready("lite", "1")
assert client.get_server_metadata()["name"] == "edge"
metadata = client.get_model_metadata("lite")
assert metadata["inputs"] == [{"name": "input", "datatype": "FP32", "shape": [1, 224, 224, 3]}], metadata
assert [m["name"] for m in client.get_model_repository_index()] == ["lite", "faces"]


def infer(array, datatype, binary_in=True, binary_out=True, model="lite"):
    tensor = http.InferInput("input", list(array.shape), datatype)
    tensor.set_data_from_numpy(array, binary_data=binary_in)
    output = http.InferRequestedOutput("logits", binary_data=binary_out)
    result = client.infer(model, [tensor], outputs=[output], request_id="7")
    assert result.get_response()["id"] == "7"
    return result.as_numpy("logits")


def same(*arrays):
    assert all(a.dtype == np.float32 and a.shape == (1, 1000) for a in arrays)
    assert all(a.tobytes() == arrays[0].tobytes() for a in arrays)


# The model's own elements, in all four combinations of JSON and binary: the bytes that edgerun gives.
answers = [infer(raw, "INT8", i, o) for i in (True, False) for o in (True, False)]
same(*answers)
assert zlib.crc32(answers[0].tobytes()) == checksum, f"{zlib.crc32(answers[0].tobytes()):08x}"

# Pixels, and the real numbers that they stand for, in both layouts.
pixels = np.random.default_rng(7).integers(0, 256, (1, 224, 224, 3), np.uint8)
reals = ((pixels.astype(np.float32) - 127) / 128).astype(np.float32)
planar = np.ascontiguousarray(reals.transpose(0, 3, 1, 2))
same(infer(pixels, "UINT8"), infer(pixels, "UINT8", False, False), infer(reals, "FP32"),
     infer(reals, "FP32", False, False), infer(planar, "FP32"))

# No outputs named: all of them.
tensor = http.InferInput("input", [1, 224, 224, 3], "UINT8")
tensor.set_data_from_numpy(pixels)
same(client.infer("lite", [tensor]).as_numpy("logits"), infer(pixels, "UINT8"))

# A file.
tensor = http.InferInput("input", [1], "BYTES")
tensor.set_data_from_numpy(np.array([open(picture, "rb").read()], np.object_))
assert client.infer("lite", [tensor]).as_numpy("logits").argmax() == 967

# What perf_analyzer asks for.
configuration = client.get_model_config("lite")
assert configuration["input"] == [{"name": "input", "data_type": "TYPE_FP32", "dims": [1, 224, 224, 3]}], configuration
assert configuration["max_batch_size"] == 0 and client.get_model_config("lite", "1") == configuration


def counts(models):
    return {m["name"]: {k: v["count"] for k, v in m["inference_stats"].items()} for m in models["model_stats"]}


before = client.get_inference_statistics("lite")
infer(pixels, "UINT8")
after = client.get_inference_statistics("lite", "1")
for key in ("success", "queue", "compute_input", "compute_infer", "compute_output"):
    assert counts(after)["lite"][key] == counts(before)["lite"][key] + 1, key
(figures,) = after["model_stats"]
times = figures["inference_stats"]
parts = sum(times[key]["ns"] for key in ("queue", "compute_input", "compute_infer", "compute_output"))
assert 0 < times["compute_infer"]["ns"] <= parts <= times["success"]["ns"], times
assert abs(figures["last_inference"] / 1000 - time.time()) < 60
assert counts(client.get_inference_statistics()).keys() == {"lite", "faces"}
failures = counts(after)["lite"]["fail"]

for wrong in (
    lambda: infer(pixels[:, :, :, :2], "UINT8"), lambda: infer(reals[:, :100], "FP32"),
    lambda: infer(pixels, "UINT8", model="nobody"),
):
    try:
        wrong()
    except InferenceServerException as error:
        assert error.message() and error.status() in ("400", "404"), (error.status(), error.message())
    else:
        raise AssertionError("a wrong request was answered")
assert counts(client.get_inference_statistics("lite"))["lite"]["fail"] == failures + 2
print(f"tritonclient: all equal, CRC-32 {checksum:08x}")

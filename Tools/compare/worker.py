"""A peer's network in one process: converts it once, then runs it on request.

    worker.py noise NETWORK SAMPLES                                   writes seeded calibration samples
    worker.py PEER VARIANT NETWORK SAMPLES FOLDER THREADS             one JSON line a question on standard input
    worker.py PEER ... THREADS --first-run                            one JSON line: loading and the first run
"""
import importlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np


def input_of(network):
    import onnx
    graph = onnx.load(network, load_external_data=False).graph
    constants = {tensor.name for tensor in graph.initializer}
    given = [value for value in graph.input if value.name not in constants]
    if len(given) != 1:
        raise SystemExit(f"{network}: {len(given)} inputs; networks of one input are compared")
    shape = [d.dim_value or 1 for d in given[0].type.tensor_type.shape.dim]
    return given[0].name, shape


def converted(path, network, make):
    """The file or folder at `path`, made anew where it is older than `network`, through a temporary one so that a
    broken conversion leaves none."""
    if not path.exists() or path.stat().st_mtime < network.stat().st_mtime:
        temporary = path.with_name("making-" + path.name)
        for old in (temporary, path):
            if old.is_dir():
                shutil.rmtree(old)
        make(temporary)
        temporary.replace(path)
    return path


def onnxruntime(variant, network, samples, folder, threads, name):
    import onnxruntime as ort
    if variant == "int8":
        import onnx
        from onnx import version_converter
        from onnxruntime import quantization as q
        from onnxruntime.quantization.shape_inference import quant_pre_process

        class Reader(q.CalibrationDataReader):
            def __init__(self):
                self.rows = iter([{name: row[None]} for row in samples])

            def get_next(self):
                return next(self.rows, None)

        def make(path):
            prepared = folder / "prepared.onnx"
            source = str(network)
            graph = onnx.load(source)
            if any(opset.domain == "" and opset.version < 13 for opset in graph.opset_import):
                # Scales a channel came with opset 13; older graphs get them all the same, and do not load.
                source = str(folder / "opset13.onnx")
                onnx.save(version_converter.convert_version(graph, 13), source)
            try:
                quant_pre_process(source, str(prepared))
            except Exception:
                # Symbolic shapes, the thorough way, fail where a shape depends on values: YOLO26's selection.
                quant_pre_process(source, str(prepared), skip_symbolic_shape=True)
            q.quantize_static(str(prepared), str(path), Reader(), quant_format=q.QuantFormat.QDQ,
                              activation_type=q.QuantType.QUInt8, weight_type=q.QuantType.QInt8, per_channel=True)

        network = converted(folder / f"{network.stem}.onnxruntime-int8.onnx", network, make)
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = ort.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
    x = samples[:1]
    return lambda: session.run(None, {name: x})


def openvino(variant, network, samples, folder, threads, name):
    import openvino as ov

    def make(path):
        # The weights lie in a file beside it.
        path.mkdir()
        model = ov.Core().read_model(str(network))
        model.reshape({name: list(samples[:1].shape)})
        if variant == "int8":
            import nncf
            model = nncf.quantize(model, nncf.Dataset(list(samples), lambda row: row[None]), subset_size=len(samples))
        ov.save_model(model, path / "model.xml", compress_to_fp16=False)

    core = ov.Core()
    path = converted(folder / f"{network.stem}.openvino-{variant}", network, make)
    model = core.read_model(path / "model.xml")
    settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
    request = core.compile_model(model, "CPU", settings).create_infer_request()
    request.set_input_tensor(ov.Tensor(np.ascontiguousarray(samples[:1])))
    return request.infer


def litert(variant, network, samples, folder, threads, name):
    from ai_edge_litert.interpreter import Interpreter
    path = network.with_suffix(".int8.tflite" if variant == "int8" else ".tflite")
    if not path.exists():
        raise SystemExit(f"no {path.name} beside the network")
    interpreter = Interpreter(model_path=str(path), num_threads=threads)
    interpreter.allocate_tensors()
    given = interpreter.get_input_details()[0]
    # The network's own order of axes and element type; the values do not change the time.
    x = np.resize(samples[:1], given["shape"])
    interpreter.set_tensor(given["index"], x.astype(given["dtype"]))
    return interpreter.invoke


def mnn(variant, network, samples, folder, threads, name):
    import MNN

    def make(path):
        program = Path(sys.executable).parent / "mnnconvert"
        subprocess.run([program, "-f", "ONNX", "--modelFile", network, "--MNNModel", path, "--bizCode", "edge"],
                       check=True, stdout=sys.stderr)

    path = converted(folder / f"{network.stem}.mnn", network, make)
    net = MNN.Interpreter(str(path))
    session = net.createSession({"backend": "CPU", "numThread": threads, "precision": "normal", "power": "high"})
    shape = samples[:1].shape
    source = MNN.Tensor(tuple(shape), MNN.Halide_Type_Float, np.ascontiguousarray(samples[:1]),
                        MNN.Tensor_DimensionType_Caffe)
    net.getSessionInput(session).copyFrom(source)
    # `net` and `source` stay alive in the closure.
    return lambda: (net.runSession(session), source)


def ncnn(variant, network, samples, folder, threads, name):
    import ncnn as runtime
    base = folder / f"{network.stem}.ncnn"
    if not (folder / f"{network.stem}.ncnn.bin").exists():
        shape = "[" + ",".join(map(str, samples[:1].shape)) + "]f32"
        program = Path(sys.executable).parent / "pnnx"
        # pnnx writes half a dozen files beside its input: it gets a copy.
        copy = folder / network.name
        shutil.copyfile(network, copy)
        subprocess.run([program, copy, f"inputshape={shape}", f"ncnnparam={base}.param", f"ncnnbin={base}.bin"],
                       check=True, cwd=folder, stdout=sys.stderr)
    net = runtime.Net()
    net.opt.num_threads = threads
    net.opt.use_vulkan_compute = False
    if net.load_param(f"{base}.param") or net.load_model(f"{base}.bin"):
        raise SystemExit("the converted network does not load")
    x = runtime.Mat(np.ascontiguousarray(samples[0])).clone()
    source, target = net.input_names()[0], net.output_names()[0]

    def run():
        extractor = net.create_extractor()
        extractor.input(source, x)
        return extractor.extract(target)

    return run


PEERS = {"onnxruntime": onnxruntime, "openvino": openvino, "litert": litert, "mnn": mnn, "ncnn": ncnn}
# What a peer's program would have imported before it loads a network.
MODULES = {"onnxruntime": "onnxruntime", "openvino": "openvino", "litert": "ai_edge_litert.interpreter", "mnn": "MNN",
           "ncnn": "ncnn"}


def main():
    if sys.argv[1] == "noise":
        _, shape = input_of(sys.argv[2])
        # As `edgec convert` without --calibration: pictures are within 0 and 1, other inputs within -1 and 1.
        rows = np.random.default_rng(1).random([16] + shape[1:], dtype=np.float32)
        if len(shape) != 4 or shape[1] not in (1, 3):
            rows = rows * 2 - 1
        return np.save(sys.argv[3], rows)
    peer, variant = sys.argv[1:3]
    network, samples, folder = map(Path, sys.argv[3:6])
    threads = int(sys.argv[6])
    os.environ["OMP_NUM_THREADS"] = str(threads)
    # Runtimes print to standard output: the answers keep the real one.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    name, _ = input_of(network)
    rows = np.load(samples).astype(np.float32)
    importlib.import_module(MODULES[peer])
    start = time.perf_counter()
    run = PEERS[peer](variant, network, rows, folder, threads, name)
    if sys.argv[7:] == ["--first-run"]:
        run()
        return answers.write(json.dumps({"first_result_ms": (time.perf_counter() - start) * 1e3}) + "\n")
    for _ in range(10):
        run()
    answers.write("{}\n")
    answers.flush()
    for line in sys.stdin:
        times = []
        for _ in range(10):  # as edgerun bench does
            run()
        for _ in range(json.loads(line)["runs"]):
            start = time.perf_counter()
            run()
            times.append((time.perf_counter() - start) * 1e3)
        answers.write(json.dumps({"milliseconds": times}) + "\n")
        answers.flush()


main()

"""The Python package: results equal to edgec's and edgerun's, errors, threads. Tools/test-faces runs it.

    test_edge.py FOLDER_OF_EDGEC_AND_EDGERUN REPOSITORY
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

import numpy as np

import edge

BIN, ROOT = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
NET = ROOT / "Models/efficientnet-lite0/efficientnet-lite0.edge"
FACES = ROOT / "Models/blazeface/blazeface.edge"
COFFEE = ROOT / "Models/images/coffee.png"
ASTRONAUT = ROOT / "Models/images/astronaut.jpg"


def edgec_run(model, inputs, *options):
    """The outputs that edgec run gives for inputs of channels last, by name, channels last again."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for index, x in enumerate(inputs):
            paths.append(f"{folder}/{index}.npy")
            np.save(paths[-1], np.ascontiguousarray(x.transpose(0, 3, 1, 2) if x.ndim == 4 else x))
        command = [BIN / "edgec", "run", model, "--input", *paths, "--output-dir", f"{folder}/out"]
        subprocess.run([*command, *options], check=True, capture_output=True)
        outputs = {path.stem: np.load(path) for path in pathlib.Path(f"{folder}/out").glob("*.npy")}
    return {name: y.transpose(0, 2, 3, 1) if y.ndim == 4 else y for name, y in outputs.items()}


def edgerun_run(model, picture, *options):
    command = [BIN / "edgerun", "run", model, picture, "--json", *options]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


class Results(unittest.TestCase):
    def test_floats_equal_edgec(self):
        x = np.random.default_rng(1).normal(0, 1, (1, 224, 224, 3)).astype(np.float32)
        for threads in (1, 2):
            with edge.Model(NET, threads=threads) as model:
                (expected,) = edgec_run(NET, [x]).values()
                np.testing.assert_array_equal(model.run(x), expected)
                np.testing.assert_array_equal(model.run(x[0].astype(np.float64)), expected)
                np.testing.assert_array_equal(model.run({"input": x}), expected)
                (exact,) = edgec_run(NET, [x], "--raw").values()
                got = model.run(x, raw=True)
                self.assertEqual(got.dtype, exact.dtype)
                np.testing.assert_array_equal(got, exact)

    def test_every_operator_equals_edgec(self):
        """Small networks of one operator kind each: several inputs and outputs, channel slices, float32."""
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([BIN / "edge-sample-models", folder], check=True)
            paths = sorted(pathlib.Path(folder).glob("*.edge"))
            self.assertGreater(len(paths), 15)
            several = 0
            for seed, path in enumerate(paths):
                with self.subTest(path.stem), edge.Model(path, threads=2) as model:
                    random = np.random.default_rng(seed)
                    inputs = [random.normal(0, 40 * (t.scale or 1), t.shape).astype(np.float32) for t in model.inputs]
                    for options, raw in ([], False), (["--raw"], True):
                        expected = edgec_run(path, inputs, *options)
                        got = model.run(dict(zip([t.name for t in model.inputs], inputs)), raw=raw)
                        np.testing.assert_equal(model.run(inputs, raw=raw), got)
                        several += isinstance(got, dict)
                        if not isinstance(got, dict):
                            got = {model.outputs[0].name: got}
                        self.assertEqual(set(got), set(expected))
                        for name in got:
                            self.assertEqual(got[name].dtype, expected[name].dtype)
                            np.testing.assert_array_equal(got[name], expected[name])
            self.assertGreater(several, 2)

    def test_int8_is_taken_as_it_is(self):
        model = edge.Model(NET)
        tensor = model.inputs[0]
        q = np.random.default_rng(2).integers(-128, 128, tensor.shape, dtype=np.int8)
        reals = np.float32(tensor.scale) * (q.astype(np.float32) - tensor.zero_point)
        np.testing.assert_array_equal(model.run(q), model.run(reals))
        # Not in one piece in memory.
        np.testing.assert_array_equal(model.run(q[:, ::-1]), model.run(np.ascontiguousarray(q[:, ::-1])))

    def test_pictures_equal_edgerun(self):
        with edge.Model(NET) as model:
            expected = edgerun_run(NET, COFFEE)
            self.assertEqual(model.recognize(COFFEE.read_bytes())["classes"], expected["classes"])
            from PIL import Image

            picture = np.asarray(Image.open(COFFEE).convert("RGB"))
            self.assertEqual(model.recognize(picture)["classes"], expected["classes"])
            np.testing.assert_array_equal(model.run(picture), model.run(COFFEE.read_bytes()))
            self.assertAlmostEqual(model.placement.offset_x, 125, delta=1)
            # A part of a larger picture, without a copy, and one turned over, with one.
            part = picture[10:300, 20:400]
            np.testing.assert_array_equal(model.run(part), model.run(part.copy()))
            np.testing.assert_array_equal(model.run(part[::-1, ::-1]), model.run(part[::-1, ::-1].copy()))
            self.assertEqual(model.labels[expected["classes"][0]["index"]], "espresso")

    def test_detector(self):
        with edge.Model(FACES) as model:
            got = model.recognize(ASTRONAUT.read_bytes())
            self.assertEqual(got["boxes"], edgerun_run(FACES, ASTRONAUT)["boxes"])
            self.assertEqual([box["label"] for box in got["boxes"] if box["score"] > 0.75], ["face"])
            model.set_min_score(0.9)
            best = model.recognize(ASTRONAUT.read_bytes())["boxes"]
            self.assertEqual(best, edgerun_run(FACES, ASTRONAUT, "--min-score", "0.9")["boxes"])
            # The network's own rows, and the way from its pixels to the picture's.
            rows = model.run(ASTRONAUT.read_bytes()).reshape(-1, 6)
            place = model.placement
            left, top, right, bottom = rows[0, :4]
            box = [left * place.scale_x + place.offset_x, top * place.scale_y + place.offset_y]
            np.testing.assert_allclose(box, best[0]["box"][:2], atol=0.02)

    def test_description(self):
        model = edge.Model(NET.read_bytes())
        self.assertEqual([(t.name, t.dtype, t.shape) for t in model.inputs], [("input", np.int8, (1, 224, 224, 3))])
        self.assertEqual(model.outputs[0].shape[-1], 1000)
        self.assertTrue(model.takes_pictures)
        self.assertGreater(model.arena_bytes, 1_000_000)
        self.assertEqual(len(model.labels), 1000)
        self.assertIn("name", model.metadata)
        self.assertIn("int8[1, 224, 224, 3]", repr(model))


class Errors(unittest.TestCase):
    def refused(self, words, call, *arguments, **options):
        with self.assertRaises(edge.EdgeError) as caught:
            call(*arguments, **options)
        self.assertIn(words, str(caught.exception))
        return caught.exception.status

    def test_files(self):
        self.assertEqual(self.refused("/no/such.edge", edge.Model, "/no/such.edge"), 2)
        self.assertEqual(self.refused("", edge.Model, b"no model"), 3)
        self.assertEqual(self.refused("", edge.verify, COFFEE), 3)
        edge.verify(NET)
        self.assertEqual(self.refused("0 threads", edge.Model, NET, threads=0), 1)

    def test_inputs(self):
        model = edge.Model(NET)
        self.refused("[1, 224, 224, 3]", model.run, np.zeros((1, 3, 224, 224), np.float32))
        self.refused("int32", model.run, np.zeros((1, 224, 224, 3), np.int32))
        self.refused("no input 'x'", model.run, {"x": np.zeros((1, 224, 224, 3), np.float32)})
        self.refused("0 inputs", model.run, {})
        self.refused("is no picture", model.run, np.zeros((5, 5, 4), np.uint8))
        self.refused("is no picture", model.recognize, np.zeros((5, 5, 3), np.float32))
        self.assertEqual(self.refused("0 x 5", model.run, np.zeros((5, 0, 3), np.uint8)), 1)
        self.assertEqual(self.refused("not a known picture", model.run, b"no picture at all"), 9)
        self.assertEqual(self.refused("no picture was set", lambda: edge.Model(NET).placement), 7)

    def test_closed(self):
        with edge.Model(NET) as model:
            other = model.clone()
        self.refused("closed", model.run, np.zeros((224, 224, 3), np.uint8))
        self.refused("closed", model.clone)
        model.close()
        other.run(np.zeros((224, 224, 3), np.uint8))


class Threads(unittest.TestCase):
    def test_one_model_and_its_clones_in_several_threads(self):
        model = edge.Model(NET)
        inputs = [np.random.default_rng(i).integers(-128, 128, (224, 224, 3), dtype=np.int8) for i in range(4)]
        expected = [model.run(x) for x in inputs]
        failures = []

        def work(model, index):
            for _ in range(5):
                if not np.array_equal(model.run(inputs[index]), expected[index]):
                    failures.append(index)

        models = [model, model, model.clone(), model.clone(threads=2)]
        threads = [threading.Thread(target=work, args=(m, i)) for i, m in enumerate(models)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])

    def test_the_interpreter_runs_meanwhile(self):
        model = edge.Model(NET)
        x = np.zeros((224, 224, 3), np.int8)
        done = threading.Event()
        turns = 0
        interval = sys.getswitchinterval()
        sys.setswitchinterval(60)  # nobody is made to give way: only a call that releases the lock lets others run

        def work():
            for _ in range(20):
                model.run(x)
            done.set()

        worker = threading.Thread(target=work)
        try:
            worker.start()
            while not done.is_set():
                turns += 1
                done.wait(0.0001)
        finally:
            sys.setswitchinterval(interval)
            worker.join()
        self.assertGreater(turns, 10)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

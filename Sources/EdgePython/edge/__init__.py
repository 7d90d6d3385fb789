"""int8 neural networks on Linux boards.

    import edge

    model = edge.Model("net.edge", threads=2)
    scores = model.run(x)                      # numpy in, numpy out
    found = model.recognize(picture)           # a picture in, what the model sees out

Tensors of four dimensions are pictures with the channels last, [1, height, width, channels], as in the .edge file.
Every error is an `edge.EdgeError`, whose text says what is wrong, where, and how to mend it.
"""

import ctypes
import json
import os
import threading
from typing import Dict, List, NamedTuple, Optional, Tuple, Union

import numpy as np

__version__ = "0.1.0"
__all__ = ["EdgeError", "Model", "Placement", "Tensor", "verify"]


class EdgeError(Exception):
    """What libedge refused, with `status`, the number that edge.h names (0 where it was this module)."""

    def __init__(self, text: str, status: int = 0):
        super().__init__(text)
        self.status = status


class Tensor(NamedTuple):
    """An input or an output of a model. A quantized element q stands for scale * (q - zero_point)."""

    name: str
    dtype: np.dtype
    shape: Tuple[int, ...]
    scale: float
    zero_point: int


class Placement(NamedTuple):
    """Where a picture landed: x and y of the tensor are x * scale_x + offset_x, y * scale_y + offset_y of it."""

    scale_x: float
    scale_y: float
    offset_x: float
    offset_y: float


class Model:
    """A network of an .edge file, ready to run.

    One run at a time: runs of several Python threads on one model wait for each other (other Python code does not, as
    the interpreter's lock is released meanwhile). `clone` gives a model of the same weights that runs beside.
    """

    def __init__(self, file: Union[str, os.PathLike, bytes], threads: int = 1):
        """file: the path of an .edge file, which is mapped, or the contents of one.

        threads: 1 to 1024. The results do not depend on it.
        """
        self._model = self._session = None
        self._lock = threading.Lock()
        model = ctypes.c_void_p()
        if isinstance(file, (bytes, bytearray, memoryview)):
            contents = bytes(file)
            _check(_library.edge_model_open_memory(contents, len(contents), ctypes.byref(model)))
        else:
            _check(_library.edge_model_open(os.fsencode(file), ctypes.byref(model)))
        self._model = _Model(model)
        self._prepare(threads)

    def _prepare(self, threads: int) -> None:
        handle = self._model.handle
        session = ctypes.c_void_p()
        size = ctypes.c_size_t()
        _check(_library.edge_model_arena_bytes(handle, threads, ctypes.byref(size)))
        _check(_library.edge_session_create(handle, threads, None, 0, ctypes.byref(session)))
        self._session = session
        self.threads = threads
        #: Bytes of the arena that running takes.
        self.arena_bytes: int = size.value
        self.inputs: List[Tensor] = _tensors(handle, _library.edge_model_input_count, _library.edge_model_input)
        self.outputs: List[Tensor] = _tensors(handle, _library.edge_model_output_count, _library.edge_model_output)
        self.metadata: Dict[str, str] = _metadata(handle)
        #: Names of the classes; empty where the file has none.
        self.labels: List[str] = [
            _library.edge_model_label(handle, i).decode() for i in range(_library.edge_model_label_count(handle))
        ]
        #: Whether the file says how a picture becomes the input.
        self.takes_pictures: bool = bool(_library.edge_model_takes_pictures(handle))

    def clone(self, threads: Optional[int] = None) -> "Model":
        """The same network with an arena of its own; the weights are shared."""
        with self._lock:
            self._open_session()
            other = Model.__new__(Model)
            other._lock = threading.Lock()
            other._session = None
            other._model = self._model
        other._prepare(self.threads if threads is None else threads)
        return other

    def close(self) -> None:
        """Frees the arena, and the model with its last clone. Also done by `with`, and by the garbage collector."""
        with self._lock:
            session, self._session, self._model = self._session, None, None
            if session:
                _library.edge_session_destroy(session)

    def __enter__(self) -> "Model":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_session", None) and _library is not None:
            self.close()

    def __repr__(self) -> str:
        def texts(tensors):
            return ", ".join(f"{t.name}: {t.dtype}{list(t.shape)}" for t in tensors)

        return f"<edge.Model {texts(self.inputs)} -> {texts(self.outputs)}>"

    # Running

    def run(self, x, *, raw: bool = False) -> Union[np.ndarray, Dict[str, np.ndarray]]:
        """Runs the network.

        x: the input, or a dict of them by name, or a list of them in order. One input is
          - floating point: real numbers of the tensor's shape, quantized here;
          - int8 (or the tensor's own type): its elements, as they are;
          - uint8 of [height, width, 3], [height, width, 1] or [height, width]: a picture (red, green, blue, or gray),
            resized and normalized as the file says, where `takes_pictures`;
          - bytes: the contents of a JPEG, PNG, BMP or PPM file.
          A leading dimension of 1 may be left out.
        raw: int8 outputs as they are, in place of the float32 that they stand for.

        Returns a new array, or a dict of them by name where the model has several outputs.
        """
        with self._lock:
            session = self._open_session()
            for index, value in self._ordered(x):
                self._set(session, index, value)
            _check(_library.edge_session_run(session))
            outputs = [self._get(session, index, tensor, raw) for index, tensor in enumerate(self.outputs)]
        if len(outputs) == 1:
            return outputs[0]
        return {tensor.name: output for tensor, output in zip(self.outputs, outputs)}

    __call__ = run

    def recognize(self, picture) -> dict:
        """Runs the network on a picture, as `run` takes them, and decodes its outputs by the model's task.

        {"task": "classify", "classes": [{"index", "label", "score"}, ...]}
        {"task": "detect", "boxes": [{"class", "label", "score", "box": [x1, y1, x2, y2]}, ...]}

        and so on for segment, embed, image and pose; the fields are those of `edgerun run --json`. Boxes are in pixels
        of the picture.
        """
        text = ctypes.c_char_p()
        with self._lock:
            session = self._open_session()
            if isinstance(picture, (bytes, bytearray, memoryview)):
                contents = bytes(picture)
                call = _library.edge_session_recognize_image(session, contents, len(contents), ctypes.byref(text))
            else:
                pixels, arguments = _picture(np.asarray(picture))
                call = _library.edge_session_recognize(session, pixels.ctypes.data, *arguments, ctypes.byref(text))
            _check(call)
            return json.loads(text.value)

    def set_min_score(self, score: float) -> None:
        """Leaves out boxes that score less, which also makes detectors faster; `recognize` starts with .25."""
        with self._lock:
            _check(_library.edge_session_set_min_score(self._open_session(), score))

    @property
    def placement(self) -> Placement:
        """Where the last picture given to `run` landed in the input."""
        result = _Placement()
        with self._lock:
            _check(_library.edge_session_placement(self._open_session(), ctypes.byref(result)))
        return Placement(result.scale_x, result.scale_y, result.offset_x, result.offset_y)

    def _open_session(self) -> ctypes.c_void_p:
        if not self._session:
            raise EdgeError("the model is closed; open it again")
        return self._session

    def _ordered(self, x) -> list:
        if isinstance(x, dict):
            names = {tensor.name: index for index, tensor in enumerate(self.inputs)}
            values = []
            for name, value in x.items():
                if name not in names:
                    raise EdgeError(f"the model has no input '{name}'; it has {', '.join(names)}")
                values.append((names[name], value))
        elif isinstance(x, (list, tuple)) and all(isinstance(value, (np.ndarray, bytes)) for value in x):
            values = list(enumerate(x))
        else:
            values = [(0, x)]
        if len(values) != len(self.inputs):
            raise EdgeError(f"{len(values)} inputs given; the model has {len(self.inputs)}, give a dict or a list")
        return values

    def _set(self, session, index: int, value) -> None:
        if isinstance(value, (bytes, bytearray, memoryview)):
            contents = bytes(value)
            _check(_library.edge_session_set_image(session, contents, len(contents)))
            return
        array = np.asarray(value)
        tensor = self.inputs[index]
        if array.dtype == np.uint8 and tensor.dtype != np.uint8:
            pixels, arguments = _picture(array)
            _check(_library.edge_session_set_picture(session, pixels.ctypes.data, *arguments))
            return
        if array.shape not in (tensor.shape, tensor.shape[1:] if tensor.shape[:1] == (1,) else tensor.shape):
            raise EdgeError(f"an array of {list(array.shape)}; input '{tensor.name}' is {list(tensor.shape)}")
        if array.dtype == tensor.dtype:
            array = np.ascontiguousarray(array)
            _check(_library.edge_session_set_input(session, index, array.ctypes.data, array.nbytes))
        elif np.issubdtype(array.dtype, np.floating):
            array = np.ascontiguousarray(array, dtype=np.float32)
            _check(_library.edge_session_set_input_float(session, index, array.ctypes.data, array.size))
        else:
            raise EdgeError(f"an array of {array.dtype}; input '{tensor.name}' takes {tensor.dtype} or real numbers")

    def _get(self, session, index: int, tensor: Tensor, raw: bool) -> np.ndarray:
        if raw or tensor.dtype == np.float32:
            output = np.empty(tensor.shape, tensor.dtype)
            _check(_library.edge_session_get_output(session, index, output.ctypes.data, output.nbytes))
        else:
            output = np.empty(tensor.shape, np.float32)
            _check(_library.edge_session_get_output_float(session, index, output.ctypes.data, output.size))
        return output


def verify(path: Union[str, os.PathLike]) -> None:
    """Raises `EdgeError` where a file is no valid model."""
    _check(_library.edge_verify(os.fsencode(path)))


def _picture(array: np.ndarray):
    """A picture's pixels, kept alive by the caller, and what follows them in calls of the library."""
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.dtype != np.uint8 or array.ndim not in (2, 3) or channels not in (1, 3):
        raise EdgeError(
            f"an array of {array.dtype}{list(array.shape)} is no picture; give uint8 of [height, width, 3] or "
            "[height, width]"
        )
    # Rows may have gaps between them (a part of a larger picture), pixels may not.
    samples = array.reshape(array.shape[0], array.shape[1], channels)
    if samples.strides[1:] != (channels, 1) or samples.strides[0] < samples.shape[1] * channels:
        samples = np.ascontiguousarray(samples)
    height, width = samples.shape[:2]
    return samples, (_RGB24 if channels == 3 else _GRAY8, width, height, samples.strides[0])


# The library (edge.h)

_RGB24, _GRAY8 = 0, 2
_TYPES = {2: np.int8, 3: np.uint8, 4: np.int16, 5: np.int32, 6: np.float16, 7: np.float32}


class _Tensor(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("type", ctypes.c_int),
        ("rank", ctypes.c_uint32),
        ("shape", ctypes.c_int64 * 6),
        ("scale", ctypes.c_float),
        ("zero_point", ctypes.c_int32),
        ("count", ctypes.c_size_t),
        ("bytes", ctypes.c_size_t),
    ]


class _Placement(ctypes.Structure):
    _fields_ = [(name, ctypes.c_float) for name in Placement._fields]


class _Model:
    """Closes the model with its last user."""

    def __init__(self, handle: ctypes.c_void_p):
        self.handle = handle

    def __del__(self) -> None:
        if _library is not None:
            _library.edge_model_close(self.handle)


def _check(status: int) -> None:
    if status:
        raise EdgeError(_library.edge_last_error().decode(), status)


def _tensors(model, count, describe) -> List[Tensor]:
    tensors = []
    for index in range(count(model)):
        tensor = _Tensor()
        _check(describe(model, index, ctypes.byref(tensor)))
        shape = tuple(tensor.shape[: tensor.rank])
        dtype = np.dtype(_TYPES[tensor.type])
        tensors.append(Tensor(tensor.name.decode(), dtype, shape, tensor.scale, tensor.zero_point))
    return tensors


def _metadata(model) -> Dict[str, str]:
    metadata = {}
    for index in range(_library.edge_model_metadata_count(model)):
        key, value = ctypes.c_char_p(), ctypes.c_char_p()
        _check(_library.edge_model_metadata_at(model, index, ctypes.byref(key), ctypes.byref(value)))
        metadata.setdefault(key.value.decode(), value.value.decode())
    return metadata


def _load() -> ctypes.CDLL:
    path = os.environ.get("LIBEDGE") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "libedge.so")
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise EdgeError(
            f"{error}; the library needs OpenMP and libjpeg (on Debian: libomp5-14 libjpeg62-turbo)"
        ) from None
    pointer, size, text, number = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_int32
    picture = [pointer, pointer, ctypes.c_int, number, number, size]
    for name, result, arguments in [
        ("edge_last_error", text, []),
        ("edge_version", text, []),
        ("edge_model_open", ctypes.c_int, [text, pointer]),
        ("edge_model_open_memory", ctypes.c_int, [text, size, pointer]),
        ("edge_model_close", None, [pointer]),
        ("edge_verify", ctypes.c_int, [text]),
        ("edge_model_input_count", size, [pointer]),
        ("edge_model_output_count", size, [pointer]),
        ("edge_model_input", ctypes.c_int, [pointer, size, pointer]),
        ("edge_model_output", ctypes.c_int, [pointer, size, pointer]),
        ("edge_model_metadata_count", size, [pointer]),
        ("edge_model_metadata_at", ctypes.c_int, [pointer, size, pointer, pointer]),
        ("edge_model_label_count", size, [pointer]),
        ("edge_model_label", text, [pointer, size]),
        ("edge_model_takes_pictures", ctypes.c_int, [pointer]),
        ("edge_model_arena_bytes", ctypes.c_int, [pointer, number, pointer]),
        ("edge_session_create", ctypes.c_int, [pointer, number, pointer, size, pointer]),
        ("edge_session_destroy", None, [pointer]),
        ("edge_session_set_input", ctypes.c_int, [pointer, size, pointer, size]),
        ("edge_session_set_input_float", ctypes.c_int, [pointer, size, pointer, size]),
        ("edge_session_set_picture", ctypes.c_int, picture),
        ("edge_session_set_image", ctypes.c_int, [pointer, text, size]),
        ("edge_session_placement", ctypes.c_int, [pointer, pointer]),
        ("edge_session_run", ctypes.c_int, [pointer]),
        ("edge_session_set_min_score", ctypes.c_int, [pointer, ctypes.c_float]),
        ("edge_session_get_output", ctypes.c_int, [pointer, size, pointer, size]),
        ("edge_session_get_output_float", ctypes.c_int, [pointer, size, pointer, size]),
        ("edge_session_recognize", ctypes.c_int, picture + [pointer]),
        ("edge_session_recognize_image", ctypes.c_int, [pointer, text, size, pointer]),
    ]:
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library


_library = _load()

"""Makes the wheel: the package, and the library inside it.

The library is $LIBEDGE where that names one, else what Tools/build-libedge built, which is called where it has not yet
been. Only the standard library of Python is used (PEP 517, PEP 427).
"""

import base64
import hashlib
import os
import pathlib
import re
import subprocess
import sysconfig
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NAME = "edge_runtime"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    version = _version()
    tag = "py3-none-" + sysconfig.get_platform().replace("-", "_").replace(".", "_")
    information = f"{NAME}-{version}.dist-info"
    files = {
        "edge/__init__.py": (HERE / "edge" / "__init__.py").read_bytes(),
        "edge/libedge.so": _library().read_bytes(),
        f"{information}/METADATA": _metadata(version).encode(),
        f"{information}/WHEEL": f"Wheel-Version: 1.0\nGenerator: edge\nRoot-Is-Purelib: false\nTag: {tag}\n".encode(),
    }
    record = ""
    for path, contents in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(contents).digest()).decode().rstrip("=")
        record += f"{path},sha256={digest},{len(contents)}\n"
    files[f"{information}/RECORD"] = (record + f"{information}/RECORD,,\n").encode()
    wheel = f"{NAME}-{version}-{tag}.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, contents in files.items():
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))  # the same wheel of the same files
            entry.external_attr = (0o755 if path.endswith(".so") else 0o644) << 16
            archive.writestr(entry, contents, zipfile.ZIP_DEFLATED)
    return wheel


def build_sdist(sdist_directory, config_settings=None):
    raise SystemExit("edge: there is no source distribution, as the library is built by Swift: build a wheel")


def _version():
    source = (HERE / "edge" / "__init__.py").read_text()
    return re.search(r'^__version__ = "(.+)"$', source, re.MULTILINE).group(1)


def _metadata(version):
    return (
        f"Metadata-Version: 2.1\nName: {NAME.replace('_', '-')}\nVersion: {version}\n"
        "Summary: int8 neural networks on Linux boards\nLicense: Apache-2.0\nRequires-Python: >=3.8\n"
        "Requires-Dist: numpy\nDescription-Content-Type: text/markdown\n\n" + (HERE / "README.md").read_text()
    )


def _library():
    if os.environ.get("LIBEDGE"):
        return pathlib.Path(os.environ["LIBEDGE"])
    library = ROOT / ".build" / "libedge" / "lib" / "libedge.so"
    if not library.exists():
        subprocess.run([str(ROOT / "Tools" / "build-libedge")], check=True)
    return library

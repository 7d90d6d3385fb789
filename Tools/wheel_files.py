"""Files of Python packages, without installing or executing them."""
import pathlib
import subprocess
import sys
import tempfile
import zipfile


class WheelError(Exception):
    """One line: what, where, how to mend it."""


def read_wheel(package, suffix):
    """The first file of `package` (name==version) whose path ends in `suffix`, downloaded by pip."""
    with tempfile.TemporaryDirectory() as directory:
        pip = [sys.executable, "-m", "pip"]
        if subprocess.run(pip + ["--version"], capture_output=True).returncode != 0:
            # No pip beside this Python: a virtual environment brings its own.
            subprocess.run([sys.executable, "-m", "venv", f"{directory}/venv"], check=True)
            pip = [f"{directory}/venv/bin/python", "-m", "pip"]
        print(f"downloading {package}", file=sys.stderr)
        done = subprocess.run(
            pip + ["download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:",
                   "--dest", directory, package], capture_output=True, text=True)
        wheels = list(pathlib.Path(directory).glob("*.whl"))
        if done.returncode != 0 or len(wheels) != 1:
            reason = (done.stderr.strip().splitlines() or ["no wheel came"])[-1]
            raise WheelError(f"pip could not download {package} ({reason}), network, connect it")
        with zipfile.ZipFile(wheels[0]) as wheel:
            names = [name for name in wheel.namelist() if name.endswith(suffix)]
            if not names:
                raise WheelError(f"no file {suffix} in it, package {package}, use that version")
            return wheel.read(names[0])

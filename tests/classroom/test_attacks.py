"""Answers that set out to do harm, or to deceive: none of them gets out of its room."""

import os
import socket
import time

import psutil
import pytest
from classroom.handed_in import collected, notebook, solved

from utils.classroom import sandbox

pytestmark = pytest.mark.skipif(
    bool(sandbox.problem()), reason="no closed room: bubblewrap does not start here"
)
# {out} is a folder outside of the room, with the files victim, secret and other.ipynb;
# the last word is what the table says, or a part of that.
COLUMNS = "\nexercises.columns(lambda Y, delta_o: 3)"
# What stops a program that takes too much; which of them comes first is luck.
LIMITS = "used more than", "ran longer", "ended by itself", "OSError"
ATTACKS = {
    # Those that were tried on the first edition, and succeeded.
    "deletes a file": ("import os\nos.remove('{out}/victim')", "FileNotFoundError"),
    "rewrites a notebook": ("open('{out}/other.ipynb', 'w')", "FileNotFoundError"),
    "reports a file": ("raise ValueError(open('{out}/secret').read())", "FileNotFound"),
    "opens a socket": (
        "import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)",
        "ConnectionRefusedError",
    ),
    "leaves a process": (
        "import subprocess, sys\ncode = 'import time; time.sleep(987)'\n"
        "subprocess.Popen([sys.executable, '-c', code], start_new_session=True)",
        "not yet",
    ),
    "writes 300 MB": (
        "with open('/tmp/big', 'wb') as f:\n    for _ in range(300):\n"
        "        f.write(bytes(1 << 20))",
        "OSError",
    ),
    "replaces the check": (
        "from utils.exercises.judge import Verdict\n"
        "exercises.columns = lambda answer: Verdict('right', 'Trust me.')",
        "not handed in",
    ),
    "prints a verdict": (
        'import os\nos.write(1, b\'{{"status": "right"}}\')\nos._exit(0)',
        "ended by itself",
    ),
    # More.
    "replaces what checks use": (
        "import sys\nimport numpy as np\n"
        "np.allclose = np.array_equal = lambda *a, **k: True\n"
        "for m in list(sys.modules.values()):\n"
        "    if m.__name__.startswith('utils.exercises'):\n"
        "        for n in [n for n in vars(m) if n.startswith('expect')]:\n"
        "            setattr(m, n, lambda *a, **k: None)",
        "not yet",
    ),
    "is equal to all": (
        "import numpy as np\nclass Yes(np.ndarray):\n"
        "    __eq__ = __lt__ = __le__ = lambda *a: np.True_\n"
        "    __sub__ = __rsub__ = lambda *a: 0 * np.ones(1)\n"
        "exercises.columns(lambda Y, d: np.ones((3, 2)).view(Yes))#",
        "not yet",
    ),
    "writes into the line": (
        "import os\nfor fd in range(3, 30):\n    try:\n"
        '        os.write(fd, b\'{{"given": "1", "calls": [], "word": "right"}}\\n\')\n'
        "    except OSError:\n        pass",
        "",
    ),
    "sends a pickle": (
        "import base64, io, json, os\nimport numpy as np\nclass Run:\n"
        "    def __reduce__(self):\n        return os.mkdir, ('{out}/hacked',)\n"
        "np.save(file := io.BytesIO(), np.array([Run()]), allow_pickle=True)\n"
        "array = base64.b64encode(file.getvalue()).decode()\n"
        "given = json.dumps([dict([('$array', array)])])\n"
        "line = json.dumps(dict(given=given, calls=[])).encode()\n"
        "for fd in range(3, 30):\n    try:\n        os.write(fd, line + b'\\n')\n"
        "    except OSError:\n        pass\nos._exit(0)",
        "gave no answer that can be read",
    ),
    "never lets go": (
        "while True:\n    try:\n        while True:\n            pass\n"
        "    except BaseException:\n        pass",
        "ran longer than",
    ),
    "prints without end": (
        "while True:\n    print('x' * 10**6)",
        "ran longer than",
    ),
    "starts 500 processes": (
        "import os, time\nfor _ in range(500):\n    if os.fork() == 0:\n"
        "        time.sleep(986)\n        os._exit(0)",
        ("BlockingIOError", "not yet", "started more than", "used more", "ran longer"),
    ),
    "takes all memory": ("x = bytearray(1 << 36)", "MemoryError"),
    "many take memory": (
        "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n"
        "        x = bytearray(b'x') * (1 << 30)\n        time.sleep(985)\n"
        "time.sleep(985)",
        ("used more than 4 GB of memory", "ran longer"),
    ),
    "fills shared memory": ("open('/dev/shm/x', 'wb')", "OSError"),
    "sees other processes": (
        "import os\npids = [p for p in os.listdir('/proc') if p.isdigit()]\n"
        "assert len(pids) > 9, 'alone'",
        "AssertionError",
    ),
    "reads the environment": (
        "import os\nraise ValueError(os.environ['COURSE_SECRET'])",
        "KeyError",
    ),
    "changes the course": (
        "import utils.exercises.chain_rule as c\nopen(c.__file__, 'a')",
        "OSError",
    ),
    "mounts and becomes root": (
        "import ctypes\nc = ctypes.CDLL(None)\n"
        "assert c.unshare(0x10000000) == 0, 'no'\n"
        "assert c.mount(b'none', b'/mnt', b'tmpfs', 0, None) == 0",
        "AssertionError",
    ),
    "returns a gigabyte": (
        "import numpy as np\nexercises.columns(lambda Y, d: np.zeros(1 << 27))#",
        ("gave no answer that can be read", "not yet", "used more", "ran longer"),
    ),
    "sends code as a formula": (
        "import sympy as sp\nclass Evil(sp.Symbol):\n"
        "    def _sympyrepr(self, printer):\n"
        '        return "sin(\'open(\\"{out}/hacked\\", \\"w\\")\')"\n'
        "exercises.columns(Evil('x'))#",
        "gave no answer that can be read",
    ),
}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """Run all attacks; return the rows of the table, and the folder outside."""
    class_, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("out")
    for name in ("victim", "secret", "other.ipynb"):
        (out / name).write_text("top secret")
    os.environ["COURSE_SECRET"] = "top secret"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for name, (source, _) in ATTACKS.items():
            code = source.format(out=out, port=port)
            code += "" if source.endswith("#") else COLUMNS
            text = notebook(columns=code, without_half=solved("without_half"))
            (class_ / f"{name}.ipynb").write_text(text)
        (class_ / "links.ipynb").symlink_to(out / "secret")
        _, rows = collected(class_, "--seconds", "5")
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()
    return rows, out


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_nothing(attacked, name):
    row, wanted = attacked[0][name], ATTACKS[name][1]
    said = row["02 columns"]
    assert said not in ("right", "not judged yet")
    words = [wanted] if isinstance(wanted, str) else wanted
    if any(limit in word for word in words for limit in LIMITS):
        words = [*words, *LIMITS]
    assert any(word in said for word in words), said


def test_nothing_outside_has_changed(attacked):
    _, out = attacked
    assert sorted(p.name for p in out.iterdir()) == ["other.ipynb", "secret", "victim"]
    assert all(p.read_text() == "top secret" for p in out.iterdir())


def test_no_page_tells_what_is_outside(attacked):
    _, out = attacked
    judged = next(out.parent.glob("judged*"))
    pages = [p.read_text() for p in (judged / "feedback").iterdir()]
    assert len(pages) == len(ATTACKS)  # the link is no notebook of this learner
    assert not any("top secret" in page for page in pages)


def test_the_environment_is_as_it_was(attacked):
    """A variable such as MPLBACKEND would reach the kernels of other tests."""
    assert "MPLBACKEND" not in os.environ


def test_nothing_is_left_running(attacked):
    time.sleep(0.5)
    lines = [
        " ".join(p.info["cmdline"] or ()) for p in psutil.process_iter(["cmdline"])
    ]
    assert not any("sleep(98" in line for line in lines)
    ours = psutil.Process().children(recursive=True)
    assert not any("utils.classroom.room" in process.cmdline() for process in ours)


def test_the_next_answer_is_judged_as_if_nothing_had_been(attacked):
    words = {n: row["02 without_half"] for n, row in attacked[0].items()}
    for name in ("writes into the line", "sends a pickle"):
        del words[name]  # its own next answers may not be heard
    assert set(words.values()) == {"right"}

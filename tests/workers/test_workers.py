"""Real processes: they train what one process trains, also after faults, or they stop.

The other route is NumPy: one process, whole batches, from the order that torch.randperm
gives for the seed and the epoch.
"""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from utils.data.mnist import load_mnist
from utils.data.preprocessing import scale_pixels, targets
from utils.networks.sigmoid import gradients, initial_weights, predict
from utils.workers import distributed, launch
from utils.workers.distributed import (
    load_data,
    make_loader,
    make_network,
    make_optimizer,
    save_checkpoint,
)
from utils.workers.group import TORCHRUN, process_group
from utils.workers.launch import SETTINGS, run, torchrun

SEED, BATCH, LR, N, EPOCHS = 14, 64, 0.02, 3200, 4
PROGRAM = "utils.workers.distributed"
SLEEP = "import time; time.sleep(60)"


@pytest.fixture(scope="module")
def data():
    mnist = load_mnist()
    return scale_pixels(mnist.train_images[:N]), targets(mnist.train_labels[:N])


def whole_batches(epochs, batch=BATCH, n=N):
    """Return the rows of each step of one process."""
    generators = [torch.Generator().manual_seed(SEED + epoch) for epoch in epochs]
    orders = [torch.randperm(n, generator=one).numpy() for one in generators]
    return [order[i : i + batch] for order in orders for i in range(0, n, batch)]


def in_numpy(data, plan):
    X, T = data
    weights = initial_weights(np.random.default_rng(SEED))
    velocities = [np.zeros_like(w) for w in weights]
    for rows in plan:
        steps = gradients(X[rows], T[rows], *weights)
        for w, u, g in zip(weights, velocities, steps, strict=True):
            u[:] = 0.9 * u + g
            w -= LR * u
    return weights


def stored(folder, rank, name="weights"):
    with np.load(folder / f"{name}-{rank}.npz") as file:
        return file["V"], file["W"]


def gap(these, those):
    return max(np.abs(a - b).max() for a, b in zip(these, those, strict=True))


def train(folder, *options, module=PROGRAM, **settings):
    found = torchrun(module, folder, *options, timeout=120, **settings)
    assert found.returncode == 0, found.stderr
    return found.stdout


# Equality


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    return folder, torchrun(PROGRAM, folder)


def test_200_steps_of_two_workers_are_those_of_one_process(undisturbed, data):
    folder, log = undisturbed
    assert gap(stored(folder, 0), in_numpy(data, whole_batches(range(EPOCHS)))) < 1e-10
    assert gap(stored(folder, 0), stored(folder, 1)) == 0
    assert "finished: 4 epochs\n2 workers hold the same bits" in log.stdout
    assert len(re.findall(r"epoch \d: E", log.stdout)) == EPOCHS
    assert len(re.findall(r"epoch \d:   0%", log.stderr)) == EPOCHS, "one draws the bar"
    mnist = load_mnist()
    X, labels = scale_pixels(mnist.train_images[-2000:]), mnist.train_labels[-2000:]
    share = np.mean(predict(X, *stored(folder, 0)) == labels)
    assert re.findall(r"epoch 4.*", log.stdout)[0].endswith(f"{share:.1%}")


def test_three_workers_too_by_the_command_that_is_printed(tmp_path, data):
    options = ["--images", "960", "--batch", "48", "--epochs", "2"]
    words = TORCHRUN.replace("-node 2", "-node 3").split()[1:]
    start = [sys.executable, "-m", "torch.distributed.run", *words, "-m", PROGRAM]
    log = run([*start, "--folder", tmp_path, *options], timeout=120)
    assert log.returncode == 0, log.stderr
    for rank in range(3):
        plan = whole_batches(range(2), batch=48, n=960)
        assert gap(stored(tmp_path, rank), in_numpy(data, plan)) < 1e-10
        assert gap(stored(tmp_path, rank), stored(tmp_path, 0)) == 0


# Mistakes


@pytest.fixture(scope="module")
def mistakes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mistakes")
    train(folder, module="utils.workers.mistakes")
    return folder


PREDICTED = {  # what NumPy has to do to end where the training ended
    "by_hand": whole_batches([0, 1]),
    "no_sampler": whole_batches([0, 1], batch=BATCH // 2),
    "accumulate": whole_batches([0], batch=2 * BATCH),
}


@pytest.mark.parametrize("name", PREDICTED)
def test_what_a_training_does_is_known_exactly(name, mistakes, data):
    assert gap(stored(mistakes, 0, name), in_numpy(data, PREDICTED[name])) < 1e-10
    assert gap(stored(mistakes, 0, name), stored(mistakes, 1, name)) == 0
    far = gap(stored(mistakes, 0, name), stored(mistakes, 0, "by_hand"))
    assert far == 0 if name == "by_hand" else far > 1e-3


def test_without_the_broadcast_the_difference_of_the_start_stays(mistakes):
    ends = [stored(mistakes, rank, "no_broadcast") for rank in (0, 1)]
    starts = [initial_weights(np.random.default_rng(SEED + rank)) for rank in (0, 1)]
    for a, b, first, second in zip(*ends, *starts, strict=True):
        assert np.abs((a - b) - (first - second)).max() < 1e-12
        assert np.abs(a - b).max() > 0.1


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("by_hand", "same", "True"),
        ("no_broadcast", "same", "False"),
        ("accumulate", "said", "25"),
        ("unequal", "said", "Timed out waiting 1000ms"),
    ],
)
def test_what_was_said(name, key, expected, mistakes):
    with np.load(mistakes / f"{name}-0.npz") as file:
        assert expected in str(file[key])


# Faults and restarts


def test_a_killed_worker_changes_no_bit_if_restarts_are_allowed(undisturbed, tmp_path):
    log = torchrun("utils.workers.doomed", tmp_path, timeout=60)
    assert log.returncode != 0 and not (tmp_path / "weights-0.npz").exists()
    again = train(tmp_path)  # a killed run goes on where it saved
    assert "finished: 4 epochs, 2 of them in an earlier run" in again
    assert gap(stored(tmp_path, 0), stored(undisturbed[0], 0)) == 0
    log = train(tmp_path / "new", module="utils.workers.doomed", restarts=1)
    assert len(re.findall(r"epoch \d: E", log)) == EPOCHS
    assert gap(stored(tmp_path / "new", 1), stored(undisturbed[0], 0)) == 0


def test_a_finished_run_says_so_and_another_one_is_refused_by_name(undisturbed):
    folder, _ = undisturbed
    before = stored(folder, 0)
    said = train(folder)
    assert "finished: 4 epochs, 4 of them in an earlier run" in said
    assert "epoch 1" not in said and gap(stored(folder, 0), before) == 0
    options = ("--images", 1600, "--batch", 32)
    for extra, told in (
        (options, "images 3200, not 1600; batch 64, not 32: "),
        ((), ""),
    ):
        workers = 2 if extra else 1
        log = torchrun(PROGRAM, folder, *extra, workers=workers, timeout=60)
        assert log.returncode != 0 and (told or "workers 2, not 1: ") in log.stderr
    assert gap(stored(folder, 0), before) == 0


@pytest.mark.parametrize(("name", "value"), [("SEED", 15), ("LR", 0.1), ("LR", 0.02)])
def test_seed_and_rate_belong_to_the_run(name, value, tmp_path, monkeypatch):
    network, path = make_network(), tmp_path / "checkpoint"
    run_of = {"images": N, "batch": BATCH, "workers": 2, "seed": SEED, "rate": LR}
    save_checkpoint(path, network, make_optimizer(network), run_of, 3)
    monkeypatch.setattr(distributed.dist, "broadcast_object_list", lambda _: None)
    new = run_of | {{"SEED": "seed", "LR": "rate"}[name]: value}
    resume = (path, network, make_optimizer(network), new, 0)
    if new == run_of:
        assert distributed.resume_(*resume) == 3
        return
    with pytest.raises(ValueError, match=f", not {value}: name another folder"):
        distributed.resume_(*resume)


def test_a_save_that_breaks_off_leaves_the_old_checkpoint(tmp_path, monkeypatch):
    path, network = tmp_path / "checkpoint", make_network()
    save_checkpoint(path, network, make_optimizer(network), {}, 1)
    before = path.read_bytes()

    def half(states, file):
        Path(file).write_bytes(before[:1000])
        raise OSError("no space left on device")

    monkeypatch.setattr(torch, "save", half)
    with pytest.raises(OSError, match="no space"):
        save_checkpoint(path, network, make_optimizer(network), {}, 2)
    assert path.read_bytes() == before


# Wrong starts


@pytest.mark.parametrize(
    ("options", "workers", "told"),
    [
        ((), 3, "a batch of 64 cannot be shared by 3 workers equally"),
        (("--images", 58_001), 1, "images must lie in 1-58000, got 58001"),
    ],
)
def test_bad_settings(options, workers, told, tmp_path):
    log = torchrun(PROGRAM, tmp_path, *options, workers=workers, timeout=60)
    assert log.returncode != 0 and told in log.stderr


@pytest.mark.parametrize("name", ["distributed", "doomed", "mistakes", "scaling"])
def test_without_torchrun_a_program_says_which_command_starts_it(name):
    command = [sys.executable, "-m", f"utils.workers.{name}", "--folder", "out"]
    log = subprocess.run(command, capture_output=True, text=True, cwd=launch.ROOT)
    assert log.returncode == 1
    assert f"{TORCHRUN} -m utils.workers.{name} --folder out" in log.stderr
    assert "Traceback" not in log.stderr


@pytest.mark.parametrize(
    ("cards", "workers", "device"), [(0, 1, "cpu"), (1, 2, "cpu"), (2, 2, "cuda:0")]
)
def test_a_group_of_one_and_a_missing_worker(cards, workers, device, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    variables = SETTINGS | {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    variables |= {"RANK": "0", "WORLD_SIZE": "1", "LOCAL_WORLD_SIZE": str(workers)}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: cards)
    with process_group(1) as found:
        assert found == (0, 1, device)
    monkeypatch.setenv("WORLD_SIZE", "2")
    missing = pytest.raises(RuntimeError, match="1/2 clients joined")
    with missing, process_group(1):
        pass


@pytest.mark.parametrize("p", [1, 2, 4])
def test_the_workers_batches_together_are_those_of_one(p):
    rows = range(64)
    loaders = [make_loader(rows, 16, rank, p) for rank in range(p)]
    whole = make_loader(rows, 16, 0, 1)
    for *parts, batch in zip(*loaders, whole, strict=True):
        assert sorted(torch.cat(parts).tolist()) == sorted(batch.tolist())
    assert len(load_data(960)[0]) == 960


# What takes too long


def ended(pid):
    """Say whether the process with this number ends within ten seconds."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_a_run_that_takes_too_long_is_ended_with_its_workers(tmp_path):
    module = tmp_path / "stuck.py"
    module.write_text(
        f"import os\nopen(f'{tmp_path}/{{os.getpid()}}.pid', 'w')\n{SLEEP}"
    )
    start = [sys.executable, "-m", "torch.distributed.run", *TORCHRUN.split()[1:]]
    before = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired, match="after 12 seconds"):
        run([*start, module], timeout=12)
    assert time.monotonic() - before < 40
    pids = [int(path.stem) for path in tmp_path.glob("*.pid")]
    assert len(pids) == 2 and all(map(ended, pids))


def test_what_does_not_listen_is_killed():
    deaf = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
    process = subprocess.Popen([sys.executable, "-c", deaf])
    time.sleep(1)
    launch.end_(process, patience=1)
    assert process.returncode != 0


def test_settings_and_outputs_of_a_run():
    shown = "os.environ['OMP_NUM_THREADS'], os.getcwd()"
    program = f"import os; print({shown}, flush=True); os.write(2, bytes([255]))"
    log = run([sys.executable, "-c", program], timeout=30)
    assert log.stdout == f"1 {launch.ROOT}\n" and log.stderr == "\ufffd"

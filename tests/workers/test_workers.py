"""Real processes: a killed run goes on as if nothing had been, or all is ended.

Notebook 14 compares what two workers train with NumPy, mistakes and restarts included:
its outputs are stored, and compared strictly. Here is what it does not show.
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
from utils.workers.launch import SETTINGS, torchrun

SEED, BATCH, LR, N, EPOCHS = 14, 64, 0.02, 3200, 4
SLEEP = "import time; time.sleep(60)"


def in_numpy():
    """Train as one process does, in the order that torch.randperm gives."""
    mnist = load_mnist()
    X, T = scale_pixels(mnist.train_images[:N]), targets(mnist.train_labels[:N])
    weights = initial_weights(np.random.default_rng(SEED))
    velocities = [np.zeros_like(w) for w in weights]
    for epoch in range(EPOCHS):
        order = torch.randperm(N, generator=torch.Generator().manual_seed(SEED + epoch))
        for rows in np.split(order.numpy(), N // BATCH):
            steps = gradients(X[rows], T[rows], *weights)
            for w, u, g in zip(weights, velocities, steps, strict=True):
                u[:] = 0.9 * u + g
                w -= LR * u
    return weights


def test_a_killed_run_goes_on_to_what_one_process_trains(tmp_path):
    killed = torchrun("utils.workers.doomed", tmp_path)
    assert killed.returncode != 0 and not (tmp_path / "weights-0.npz").exists()
    log = torchrun("utils.workers.distributed", tmp_path)
    assert log.returncode == 0, log.stderr
    assert "finished: 4 epochs, 2 of them in an earlier run" in log.stdout
    assert "2 workers hold the same bits" in log.stdout
    assert len(re.findall(r"epoch \d: E", log.stdout)) == 2
    assert len(re.findall(r"epoch \d:   0%", log.stderr)) == 2, "one draws the bar"
    expected = in_numpy()
    for rank in (0, 1):
        with np.load(tmp_path / f"weights-{rank}.npz") as file:
            found = file["V"], file["W"]
        for ours, theirs in zip(found, expected, strict=True):
            assert np.abs(ours - theirs).max() < 1e-10
    mnist = load_mnist()
    X, labels = scale_pixels(mnist.train_images[-2000:]), mnist.train_labels[-2000:]
    share = np.mean(predict(X, *found) == labels)
    assert re.findall(r"epoch 4.*", log.stdout)[0].endswith(f"{share:.1%}")


CHANGES = [("images", 1600), ("batch", 32), ("workers", 1), ("seed", 15), ("rate", 0.1)]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change[0])
def test_the_checkpoint_of_another_run_is_refused(change, tmp_path, monkeypatch):
    network, path = make_network(), tmp_path / "checkpoint"
    run = {"images": N, "batch": BATCH, "workers": 2, "seed": SEED, "rate": LR}
    save_checkpoint(path, network, make_optimizer(network), run, 3)
    monkeypatch.setattr(distributed.dist, "broadcast_object_list", lambda _: None)
    loaded = make_network(1)
    resume = path, loaded, make_optimizer(loaded)
    with pytest.raises(ValueError, match=f", not {change[1]}: name another folder"):
        distributed.resume_(*resume, run | dict([change]), 0)
    assert distributed.resume_(*resume, run, 0) == 3
    for ours, saved in zip(loaded.parameters(), network.parameters(), strict=True):
        assert torch.equal(ours, saved)


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


def test_a_program_without_torchrun_says_which_command_starts_it():
    command = [sys.executable, "-m", "utils.workers.distributed", "--folder", "out"]
    log = subprocess.run(command, capture_output=True, text=True, cwd=launch.ROOT)
    assert log.returncode == 1 and "Traceback" not in log.stderr
    assert f"{TORCHRUN} -m utils.workers.distributed --folder out" in log.stderr


@pytest.mark.parametrize(
    ("cards", "workers", "device"), [(0, 1, "cpu"), (1, 2, "cpu"), (2, 2, "cuda:0")]
)
def test_a_group_of_one(cards, workers, device, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    variables = SETTINGS | {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    variables |= {"RANK": "0", "WORLD_SIZE": "1", "LOCAL_WORLD_SIZE": str(workers)}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: cards)
    with process_group(1) as found:
        assert found == (0, 1, device)
    if cards == 0:
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
    with pytest.raises(ValueError, match="a batch of 64 cannot be shared by 3 workers"):
        make_loader(rows, 64, 0, 3)


def test_nothing_is_both_trained_on_and_judged_on():
    dataset, X_valid, labels = load_data()
    assert (len(dataset), len(X_valid), len(labels)) == (N, 2000, 2000)
    mnist = load_mnist()
    assert np.array_equal(labels.numpy(), mnist.train_labels[-2000:])
    assert np.array_equal(
        dataset.tensors[0].numpy()[-1] > 0.01, mnist.train_images[N - 1] > 0
    )


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
    before = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired, match="after 12 seconds"):
        launch._run([module], timeout=12)
    assert time.monotonic() - before < 40
    pids = [int(path.stem) for path in tmp_path.glob("*.pid")]
    assert len(pids) == 2 and all(map(ended, pids))


def test_what_does_not_listen_is_killed():
    deaf = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
    process = subprocess.Popen([sys.executable, "-c", deaf])
    time.sleep(1)
    launch._end_(process, patience=1)
    assert process.returncode != 0

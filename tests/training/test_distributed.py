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
from unittest import mock

import numpy as np
import psutil
import pytest
import torch

from utils.data.mnist import load_mnist
from utils.data.preprocessing import scale_pixels, targets
from utils.networks.sigmoid import gradients, initial_weights, predict
from utils.training import launch
from utils.training.distributed import (
    load_data,
    make_loader,
    make_network,
    make_optimizer,
    save_checkpoint,
)
from utils.training.group import process_group
from utils.training.launch import TORCHRUN, loopback, run, torchrun

SEED, BATCH, LR, N, EPOCHS = 14, 64, 0.02, 3200, 4
PROGRAM = "utils.training.distributed"


def marked(mark):
    """Return the processes that have this environment variable; children inherit it."""
    found = []
    for process in psutil.process_iter():
        try:
            if mark in process.environ():
                found.append(process)
        except (psutil.Error, OSError):  # ended meanwhile, or someone else's
            continue
    return found


@pytest.fixture(autouse=True)
def nothing_is_left_running(monkeypatch):
    mark = f"COURSE_TEST_{os.getpid()}"
    monkeypatch.setenv(mark, "1")
    yield
    assert marked(mark) == []


@pytest.fixture(scope="module")
def data():
    mnist = load_mnist()
    return scale_pixels(mnist.train_images[:N]), targets(mnist.train_labels[:N])


def order(epoch, n=N):
    generator = torch.Generator().manual_seed(SEED + epoch)
    return torch.randperm(n, generator=generator).numpy()


def whole_batches(epochs, batch=BATCH, n=N):
    """Return the rows of each step of one process."""
    return [
        order(epoch, n)[start : start + batch]
        for epoch in epochs
        for start in range(0, n, batch)
    ]


def in_numpy(data, plan, lr=LR, seed=SEED):
    X, T = data
    weights = initial_weights(np.random.default_rng(seed))
    velocities = [np.zeros_like(w) for w in weights]
    for rows in plan:
        steps = gradients(X[rows], T[rows], *weights)
        for w, u, g in zip(weights, velocities, steps, strict=True):
            u[:] = 0.9 * u + g
            w -= lr * u
    return weights


def stored(folder, rank, name="weights"):
    with np.load(folder / f"{name}-{rank}.npz") as file:
        return file["V"], file["W"]


def gap(these, those):
    return max(np.abs(a - b).max() for a, b in zip(these, those, strict=True))


def train(folder, module=PROGRAM, **settings):
    found = torchrun(module, folder, timeout=120, **settings)
    assert found.returncode == 0, found.stderr
    return found


def command(folder, workers, *options):
    """Return the command line of a run with options, as a reader would type it."""
    start = [*TORCHRUN, "--standalone", "--local-addr", "127.0.0.1"]
    start += ["--nproc-per-node", workers, "-m", PROGRAM]
    return [*start, "--folder", folder, *options]


# Equality


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    return folder, train(folder)


def test_200_steps_of_two_workers_are_those_of_one_process(undisturbed, data):
    plan = whole_batches(range(EPOCHS))
    assert len(plan) == 200
    assert gap(stored(undisturbed[0], 0), in_numpy(data, plan)) < 1e-10


def test_all_workers_hold_the_same_bits(undisturbed):
    folder, log = undisturbed
    assert gap(stored(folder, 0), stored(folder, 1)) == 0
    assert "2 workers, the same weights on all, bit for bit: True" in log.stdout


def test_one_worker_speaks_and_draws_the_bar(undisturbed):
    _, log = undisturbed
    assert len(re.findall(r"epoch \d: E", log.stdout)) == EPOCHS
    assert len(re.findall(r"epoch \d:   0%", log.stderr)) == EPOCHS


def test_the_metrics_are_those_of_all_examples(undisturbed, data):
    folder, log = undisturbed
    mnist = load_mnist()
    X, labels = scale_pixels(mnist.train_images[-2000:]), mnist.train_labels[-2000:]
    share = np.mean(predict(X, *stored(folder, 0)) == labels)
    assert re.findall(r"epoch 4.*", log.stdout)[0].endswith(f"{share:.1%}")


def test_three_workers_too(tmp_path, data):
    options = ("--images", 960, "--batch", 48, "--epochs", 2)
    log = run(command(tmp_path, 3, *options), timeout=120)
    assert log.returncode == 0, log.stderr
    plan = whole_batches(range(2), batch=48, n=960)
    for rank in range(3):
        assert gap(stored(tmp_path, rank), in_numpy(data, plan)) < 1e-10
        assert gap(stored(tmp_path, rank), stored(tmp_path, 0)) == 0


# Mistakes


@pytest.fixture(scope="module")
def mistakes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mistakes")
    train(folder, module="utils.training.mistakes")
    return folder


PREDICTED = {  # what NumPy has to do to end where the mistake ended
    "by_hand": (whole_batches([0, 1]), LR),
    "no_sampler": (whole_batches([0, 1], batch=BATCH // 2), LR),
    "no_set_epoch": (whole_batches([0, 0]), LR),
    "rate_times_p": (whole_batches([0, 1]), 2 * LR),
}


@pytest.mark.parametrize("name", PREDICTED)
def test_what_a_mistake_does_is_known_exactly(name, mistakes, data):
    plan, lr = PREDICTED[name]
    assert gap(stored(mistakes, 0, name), in_numpy(data, plan, lr)) < 1e-10
    assert gap(stored(mistakes, 0, name), stored(mistakes, 1, name)) == 0


@pytest.mark.parametrize("name", ["no_sampler", "no_set_epoch", "rate_times_p"])
def test_a_mistake_is_far_from_the_right_weights(name, mistakes):
    assert gap(stored(mistakes, 0, name), stored(mistakes, 0, "by_hand")) > 1e-3


def test_without_the_broadcast_the_difference_of_the_start_stays(mistakes):
    ends = [stored(mistakes, rank, "no_broadcast") for rank in (0, 1)]
    starts = [initial_weights(np.random.default_rng(SEED + rank)) for rank in (0, 1)]
    for a, b, first, second in zip(*ends, *starts, strict=True):
        assert np.abs((a - b) - (first - second)).max() < 1e-12
        assert np.abs(a - b).max() > 0.1


def test_the_checksums_tell_different_weights_from_equal_ones(mistakes):
    for name, expected in (("by_hand", True), ("no_broadcast", False)):
        with np.load(mistakes / f"{name}-0.npz") as file:
            assert bool(file["same"]) is expected


def test_unequal_numbers_of_batches_end_in_a_time_out(mistakes):
    with np.load(mistakes / "unequal-0.npz") as file:
        assert "Timed out waiting 1000ms" in str(file["said"])


# Faults


def test_without_restarts_a_killed_worker_ends_the_run(tmp_path):
    log = torchrun("utils.training.doomed", tmp_path, timeout=60)
    assert log.returncode != 0
    assert not (tmp_path / "weights-0.npz").exists()


def test_a_save_that_breaks_off_leaves_the_old_checkpoint(tmp_path, monkeypatch):
    path, network = tmp_path / "checkpoint", make_network()
    save_checkpoint(path, network, make_optimizer(network), 1)
    before = path.read_bytes()

    def half(states, file):
        with open(file, "wb") as torn:
            torn.write(before[:1000])
        raise OSError("no space left on device")

    monkeypatch.setattr(torch, "save", half)
    with pytest.raises(OSError, match="no space"):
        save_checkpoint(path, network, make_optimizer(network), 2)
    assert path.read_bytes() == before


def test_a_torn_checkpoint_is_refused(undisturbed, tmp_path):
    content = (undisturbed[0] / "checkpoint").read_bytes()
    (tmp_path / "checkpoint").write_bytes(content[: len(content) // 2])
    log = torchrun(PROGRAM, tmp_path, timeout=60)
    assert log.returncode != 0 and "torch.load" in log.stderr
    assert not (tmp_path / "weights-0.npz").exists()


def test_a_finished_run_is_not_repeated(undisturbed):
    folder, _ = undisturbed
    before = stored(folder, 0)
    log = train(folder)
    assert "epoch" not in log.stdout
    assert gap(stored(folder, 0), before) == 0


# Wrong starts


@pytest.fixture
def joined():
    """Return a function that joins a group in this process, for a second at most."""

    def join(**variables):
        variables = {"MASTER_ADDR": "127.0.0.1"} | loopback() | variables
        with mock.patch.dict(os.environ, variables), process_group(1) as found:
            return found

    return join


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = server.getsockname()[1]
    return str(found)


@pytest.mark.parametrize(
    ("cards", "workers", "device"), [(0, 1, "cpu"), (1, 2, "cpu"), (2, 2, "cuda:0")]
)
def test_a_group_of_one(cards, workers, device, joined, port, monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: cards)
    local = {"LOCAL_WORLD_SIZE": str(workers), "LOCAL_RANK": "0"}
    found = joined(MASTER_PORT=port, RANK="0", WORLD_SIZE="1", **local)
    assert found == (0, 1, device)


def test_a_port_in_use(joined):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        with pytest.raises(RuntimeError, match=f"(?s){port}.*EADDRINUSE"):
            joined(MASTER_PORT=port, RANK="0", WORLD_SIZE="2")


def test_a_missing_worker(joined, port):
    start = time.monotonic()
    with pytest.raises(RuntimeError, match="1/2 clients joined"):
        joined(MASTER_PORT=port, RANK="0", WORLD_SIZE="2")
    assert time.monotonic() - start < 10


def test_not_started_by_torchrun(monkeypatch):
    for name in ("RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    unset = pytest.raises(ValueError, match="RANK expected, but not set")
    with unset, process_group():
        pass


def test_a_silent_stranger_at_the_port_is_not_waited_for_without_end(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        variables = {
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": str(stranger.getsockname()[1]),
            "RANK": "1",
            "WORLD_SIZE": "2",
        }
        worker = [sys.executable, "-m", PROGRAM, "--folder", tmp_path]
        start = time.monotonic()
        late = pytest.raises(subprocess.TimeoutExpired)
        with mock.patch.dict(os.environ, variables), late:
            run(worker, timeout=10)
        assert time.monotonic() - start < 30


def test_a_missing_machine(tmp_path, port):
    missing = [*TORCHRUN, "--nnodes", 2, "--rdzv-backend", "c10d"]
    missing += ["--rdzv-endpoint", f"127.0.0.1:{port}"]
    missing += ["--rdzv-conf", "join_timeout=2", "-m", PROGRAM, "--folder", tmp_path]
    log = run(missing, timeout=60)
    assert log.returncode != 0 and "RendezvousTimeoutError" in log.stderr


def test_a_world_size_that_does_not_divide_the_batch(tmp_path):
    start = time.monotonic()
    log = torchrun(PROGRAM, tmp_path, workers=3, timeout=60)
    assert log.returncode != 0 and time.monotonic() - start < 60
    assert "a batch of 64 cannot be shared by 3 workers equally" in log.stderr


# Small parts


@pytest.mark.parametrize("images", [0, -5, 58_001])
def test_images_to_judge_on_are_not_trained_on(images):
    with pytest.raises(ValueError, match=f"images must lie in 1-58000, got {images}"):
        load_data(images)


@pytest.mark.parametrize("p", [1, 2, 4])
def test_the_workers_batches_together_are_those_of_one(p):
    rows = range(64)
    loaders = [make_loader(rows, 16, rank, p) for rank in range(p)]
    whole = make_loader(rows, 16, 0, 1)
    for loader in (*loaders, whole):
        loader.sampler.set_epoch(3)
    for *parts, batch in zip(*loaders, whole, strict=True):
        assert sorted(torch.cat(parts).tolist()) == sorted(batch.tolist())


def test_the_command_of_the_notebook_is_what_the_launcher_runs(tmp_path):
    with mock.patch.object(launch, "run") as run_command:
        torchrun(PROGRAM, tmp_path)
    words = [str(part) for part in run_command.call_args.args[0]]
    assert words[1:4] == ["-m", "torch.distributed.run", "--standalone"]
    assert words[-4:] == ["-m", PROGRAM, "--folder", str(tmp_path)]
    assert subprocess.list2cmdline(words).count("--nproc-per-node 2") == 1

import hashlib
import io
import os
import pickle

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from utils.networks.pytorch import Network, SquaredError, train_epoch_
from utils.training.torch_checkpoints import (
    architecture,
    load_checkpoint_,
    save_checkpoint,
)


def batches(count=4):
    generator = torch.Generator().manual_seed(0)
    X = torch.rand(count, 8, 5, generator=generator)
    return list(zip(X, torch.rand(count, 8, 3, generator=generator), strict=True))


def run(seed=0, kind=Network, sizes=(5, 4, 3), optimizer=torch.optim.Adam):
    torch.manual_seed(seed)
    network = kind(*sizes)
    return network, optimizer(network.parameters(), lr=0.01)


def train_(network, optimizer, data):
    train_epoch_(network, data, SquaredError(), optimizer)


def state(network, optimizer):
    """Everything that a load may change, as bytes."""
    buffer = io.BytesIO()
    torch.save([network.state_dict(), optimizer.state_dict()], buffer)
    return buffer.getvalue()


@pytest.fixture
def saved(tmp_path):
    network, optimizer = run()
    train_(network, optimizer, batches())
    path = tmp_path / "run.pt"
    save_checkpoint(path, network, optimizer, step=4)
    return path


def test_a_run_goes_on_as_if_it_had_not_stopped(saved):
    network, optimizer = run()
    train_(network, optimizer, batches() + batches())
    resumed = run(seed=1)
    assert load_checkpoint_(saved, *resumed) == 4
    train_(*resumed, batches())
    assert state(*resumed) == state(network, optimizer)


def test_torch_alone_can_read_it(saved):
    assert torch.load(saved, weights_only=True)["step"] == 4


def test_architecture():
    assert architecture(Network(5, 4, 3)) == (
        "Network: hidden.weight (4, 5) float32, output.weight (3, 4) float32"
    )


# Damage: a clear error, and everything as it was


def check_refused(path, message, error=ValueError, **kinds):
    network, optimizer = run(seed=1, **kinds)
    before = state(network, optimizer)
    with pytest.raises(error, match=message) as caught:
        load_checkpoint_(path, network, optimizer)
    assert error is pickle.UnpicklingError or path.name in str(caught.value)
    assert state(network, optimizer) == before


def test_missing(tmp_path):
    check_refused(tmp_path / "none.pt", "none.pt: no such file", FileNotFoundError)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_truncated(saved, data):
    content = saved.read_bytes()
    path = saved.with_name("short.pt")
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    check_refused(path, "damaged, or no checkpoint")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_changed_byte(saved, data):
    content = bytearray(saved.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(
        st.integers(1, 255)
    )
    path = saved.with_name("changed.pt")
    path.write_bytes(content)
    check_refused(path, "damaged, or no checkpoint")


@given(st.binary(max_size=100))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_another_file(tmp_path, content):
    path = tmp_path / "other.pt"
    path.write_bytes(content)
    check_refused(path, "damaged, or no checkpoint")


class Other(Network):
    pass


class Wide(Network):
    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.double()


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ({"sizes": (5, 6, 3)}, r"is Network: .*\(4, 5\).*, expected .*\(6, 5\)"),
        ({"kind": Other}, "architecture is Network: .*, expected Other: "),
        ({"kind": Wide}, "float32.*, expected .*float64"),
        ({"optimizer": torch.optim.SGD}, "optimizer is Adam, expected SGD"),
    ],
)
def test_another_run(saved, kinds, message):
    check_refused(saved, message, **kinds)


class Harmful:
    def __reduce__(self):
        return os.mkdir, ("harm",)


def test_code_in_the_file_does_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    buffer = io.BytesIO()
    torch.save({"architecture": Harmful()}, buffer)
    content = buffer.getvalue()
    path = tmp_path / "harmful.pt"
    path.write_bytes(content + hashlib.sha256(content).digest())
    check_refused(path, "mkdir", pickle.UnpicklingError)
    assert not (tmp_path / "harm").exists()


# Saving is atomic


def test_a_save_that_breaks_off_leaves_the_old_checkpoint(saved, monkeypatch):
    before = saved.read_bytes()

    def no_space(descriptor):
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="no space"):
        save_checkpoint(saved, *run(seed=2), step=9)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["run.pt"]


def test_a_save_leaves_one_file(saved):
    save_checkpoint(saved, *run(seed=2), step=9)
    assert [path.name for path in saved.parent.iterdir()] == ["run.pt"]
    assert load_checkpoint_(saved, *run()) == 9

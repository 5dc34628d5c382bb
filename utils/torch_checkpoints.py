"""Checkpoints of a PyTorch training run: saved atomically, loaded whole or not at all.

A checkpoint holds the network's weights and its architecture, the optimizer's state and
its kind, and the number of steps taken. It is read with weights_only=True: a file from
a stranger can hold wrong numbers, but no code that runs.
"""

import os
import zipfile
from pathlib import Path

import torch

KEYS = {"architecture", "weights", "optimizer", "optimizer_state", "step"}
REPAIR = "take an older checkpoint, or train and save again"


def save_checkpoint(path, network, optimizer, step):
    """Write weights, optimizer state, architecture and step to a file, atomically.

    The file is written beside its final place and then renamed, so path holds the old
    checkpoint or the new one and never a part of one.
    """
    path = Path(path)
    checkpoint = {
        "architecture": architecture(network),
        "weights": network.state_dict(),
        "optimizer": type(optimizer).__name__,
        "optimizer_state": optimizer.state_dict(),
        "step": step,
    }
    half = path.with_name(path.name + ".half-written")
    with open(half, "wb") as file:
        torch.save(checkpoint, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(half, path)


def load_checkpoint_(path, network, optimizer):
    """Change network and optimizer to what a checkpoint holds; return its step.

    If anything is wrong, an error is raised and both are as they were.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged or no checkpoint, or was saved from another
            architecture or kind of optimizer.
    """
    checkpoint = _read_checkpoint(Path(path))
    found = f"{checkpoint['architecture']} [{_layout(checkpoint['weights'])}]"
    expected = f"{architecture(network)} [{_layout(network.state_dict())}]"
    _check_equal(path, "network", found, expected)
    _check_equal(path, "optimizer", checkpoint["optimizer"], type(optimizer).__name__)
    optimizer.load_state_dict(checkpoint["optimizer_state"])
    network.load_state_dict(checkpoint["weights"])
    return checkpoint["step"]


def architecture(network):
    """Name the class of a network and its sizes, as in 'Network 784-128-10'."""
    shapes = [weight.shape for weight in network.parameters()]
    sizes = [shapes[0][1], *(shape[0] for shape in shapes)]
    return f"{type(network).__name__} {'-'.join(map(str, sizes))}"


def _layout(state):
    return ", ".join(f"{key} {tuple(w.shape)} {w.dtype}" for key, w in state.items())


def _check_equal(path, name, found, expected):
    if found != expected:
        raise ValueError(f"{path}: saved from {name} {found}, expected {expected}")


def _read_checkpoint(path):
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file")
    try:
        _check_sums(path)
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as e:  # a damaged file can raise almost anything here
        raise ValueError(f"{path}: damaged, or no checkpoint ({e}); {REPAIR}") from e
    if not isinstance(checkpoint, dict) or set(checkpoint) != KEYS:
        raise ValueError(f"{path}: a PyTorch file, but no checkpoint of a training run")
    return checkpoint


def _check_sums(path):
    """Compare the checksums that the file holds; torch.load does not look at them."""
    with zipfile.ZipFile(path) as archive:
        damaged = archive.testzip()
    if damaged:
        raise ValueError(f"wrong checksum of {damaged}")

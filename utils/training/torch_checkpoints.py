"""Checkpoints of a PyTorch training run: saved atomically, loaded whole or not at all.

A checkpoint holds the network's weights and its architecture, the optimizer's state and
its kind, and the number of steps taken. The file is what torch.save writes, followed by
32 bytes, the SHA-256 of that: torch.load alone does not notice a changed weight. It is
read with weights_only=True, so a file from a stranger can hold wrong numbers, but no
code that runs.
"""

import hashlib
import io
import os
from pathlib import Path

import torch

SUM_BYTES = 32
REPAIR = "take an older checkpoint, or train and save again"


def save_checkpoint(path, network, optimizer, step):
    """Write weights, optimizer state, architecture and step to a file, atomically.

    The file is written beside its final place and then renamed, so path holds the old
    checkpoint or the new one, and never a part of one.
    """
    buffer = io.BytesIO()
    checkpoint = {
        "architecture": architecture(network),
        "weights": network.state_dict(),
        "optimizer": type(optimizer).__name__,
        "optimizer_state": optimizer.state_dict(),
        "step": step,
    }
    torch.save(checkpoint, buffer)
    content = buffer.getvalue()
    _write_whole(Path(path), content + hashlib.sha256(content).digest())


def load_checkpoint_(path, network, optimizer):
    """Change network and optimizer to what a checkpoint holds; return its step.

    If anything is wrong, an error is raised and both are as they were.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged or no checkpoint, or was saved from another
            architecture or kind of optimizer.
        pickle.UnpicklingError: the file holds objects other than numbers, text, lists,
            dictionaries and tensors; weights_only=True refuses them.
    """
    checkpoint = torch.load(
        _read_whole(Path(path)), map_location="cpu", weights_only=True
    )
    for key, expected in (
        ("architecture", architecture(network)),
        ("optimizer", type(optimizer).__name__),
    ):
        if checkpoint[key] != expected:
            raise ValueError(
                f"{path}: the {key} is {checkpoint[key]}, expected {expected}"
            )
    optimizer.load_state_dict(checkpoint["optimizer_state"])
    network.load_state_dict(checkpoint["weights"])
    return checkpoint["step"]


def architecture(network):
    """Name the class of a network, and the name, shape and dtype of all its weights."""
    weights = [
        f"{name} {tuple(w.shape)} {str(w.dtype).removeprefix('torch.')}"
        for name, w in network.state_dict().items()
    ]
    return f"{type(network).__name__}: {', '.join(weights)}"


def _write_whole(path, content):
    half = path.with_name(path.name + ".half-written")
    try:
        with open(half, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def _read_whole(path):
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file")
    content = path.read_bytes()
    body, checksum = content[:-SUM_BYTES], content[-SUM_BYTES:]
    if hashlib.sha256(body).digest() != checksum:
        raise ValueError(f"{path}: damaged, or no checkpoint; {REPAIR}")
    return io.BytesIO(body)

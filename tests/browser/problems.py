"""What is wrong in a notebook that was run: in its file, in its kernel's messages."""

import itertools
import json


def without_outputs(notebook):
    """Change a notebook: clear its outputs, so that those seen are new; return it."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return notebook


def may_raise(cell):
    return "raises-exception" in cell["metadata"].get("tags", [])


def saved_problems(notebook):
    """List what is wrong in a saved notebook: cells not run, stored errors."""
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code" or not "".join(cell["source"]).strip():
            continue
        if cell["execution_count"] is None:
            found.append(f"cell {cell['id']}: was not run")
        for output in cell["outputs"]:
            if output["output_type"] == "error" and not may_raise(cell):
                found.append(f"cell {cell['id']}: {output['ename']} {output['evalue']}")
    return found


def unproved_answers(notebook):
    """List the exercises of a saved, solved notebook whose check did not say Right."""
    return [
        cell["id"]
        for cell in notebook["cells"]
        if "exercise" in cell["metadata"].get("tags", [])
        and not any(
            "".join(output.get("data", {}).get("text/plain", "")).startswith("Right:")
            for output in cell["outputs"]
        )
    ]


def kernel_message(frame):
    """Return (channel, header, parent, content) of a frame of a kernel's web socket.

    The frame is laid out as JupyterLab's v1.kernel.websocket.jupyter.org: the number of
    offsets, the offsets (64-bit, little-endian), then the parts. None if it is not.
    """
    count = int.from_bytes(frame[:8], "little")
    if not 6 <= count <= 1000 or len(frame) < 8 * (count + 1):
        return None
    offsets = range(8, 8 * (count + 1), 8)
    starts = [int.from_bytes(frame[i : i + 8], "little") for i in offsets]
    parts = [frame[a:b] for a, b in itertools.pairwise(starts)]
    header, parent, _, content = (json.loads(part) for part in parts[1:5])
    return parts[0].decode(), header, parent, content


def callback_problem(frame):
    """Return what a widget's callback raised, if this frame tells of one, else None.

    JupyterLab shows such errors in its log console only. They are messages that answer
    no cell.
    """
    message = kernel_message(frame) if isinstance(frame, bytes) else None
    if message is None or message[0] != "iopub":
        return None
    _, header, parent, content = message
    if parent.get("msg_type") == "execute_request":
        return None
    if header["msg_type"] == "error":
        return f"a callback raised {content['ename']}: {content['evalue']}"
    return None

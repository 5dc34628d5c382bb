"""The chain rule on the picture: a row of three numbers, two paths, all slopes."""

from utils.figures.network import (
    BACKWARD,
    FORWARD,
    LAYER_DISTANCE,
    RADIUS,
    draw_edge,
    draw_network,
    label_edge,
)
from utils.networks.sigmoid import deltas, forward, sigmoid

GREY = "0.35"  # numbers that are there, and not followed


def _draw_values(ax, X, Y, O):
    """Draw a small network with names and values in its units; return the centres.

    X (1, n), Y (1, m), O (1, l): the values of one example.
    """
    layers = [
        [f"${letter}_{a}$\n{value:.2f}" for a, value in enumerate(row, start=1)]
        for letter, row in zip("xyo", (X[0], Y[0], O[0]), strict=True)
    ]
    return draw_network(ax, layers, across=1.2 * LAYER_DISTANCE, down=1.25)


def draw_row(ax, x, v, w, t):
    """Draw one input, one hidden unit and one output in a row, with E; return ax."""
    y = sigmoid(x * v)
    o = sigmoid(y * w)
    values = {"x": x, "y": y, "o": o, "E": (t - o) ** 2 / 2}
    layers = [[f"${name}$\n{value:.2f}"] for name, value in values.items()]
    [inputs], [hidden], [output], [end] = draw_network(ax, layers)
    label_edge(ax, inputs, hidden, f"$v$ = {v:.2f}", FORWARD)
    label_edge(ax, hidden, output, f"$w$ = {w:.2f}", FORWARD)
    label_edge(ax, output, end, f"$t$ = {t:.2f}", FORWARD)
    return ax


def draw_numbers(ax, X, V, W):
    """Draw a small network with all its values and weights; return ax.

    X (1, n), V (n, m), W (m, l): one example and the weights.
    """
    centres = _draw_values(ax, X, *forward(X, V, W))
    for letter, weights, part in (("v", V, centres[:2]), ("w", W, centres[1:])):
        for a, start in enumerate(part[0]):
            for b, end in enumerate(part[1]):
                text = f"${letter}_{{{a + 1}{b + 1}}}$ = {weights[a, b]:.2f}"
                label_edge(ax, start, end, text, FORWARD, at=0.27)
    return ax


def draw_paths(ax, X, T, V, W, numbers=True):
    """Draw the paths from v_11 to E in a small network; return ax.

    X (1, n), T (1, l), V (n, m), W (m, l): one example, its targets, the weights. The
    numbers are what comes back along the paths, from E on the right.
    """
    Y, O = forward(X, V, W)
    delta_y, delta_o = deltas(Y, O, T, W)
    inputs, hidden, outputs = _draw_values(ax, X, Y, O)
    error = (1.5 * outputs[0][0], 0.0)
    _mark(ax, inputs[0], hidden[0], f"{X[0, 0] * delta_y[0, 0]:+.4f}", numbers)
    for k, output in enumerate(outputs):
        _mark(ax, hidden[0], output, f"{delta_o[0, k] * W[0, k]:+.4f}", numbers)
        _mark(ax, output, error, f"{O[0, k] - T[0, k]:+.4f}", numbers)
        side = 1 if k == 0 else -1
        text = f"slope {O[0, k] * (1 - O[0, k]):.4f}\nδ = {delta_o[0, k]:+.4f}"
        _beside(ax, output, side, text, numbers)
    total, slope = delta_o[0] @ W[0], Y[0, 0] * (1 - Y[0, 0])
    text = f"sum {total:+.4f}, times slope {slope:.4f}\nδ = {delta_y[0, 0]:+.4f}"
    _beside(ax, hidden[0], 1, text, numbers)
    box = {"facecolor": "white", "edgecolor": "black", "boxstyle": "circle,pad=0.5"}
    ax.text(*error, "$E$", ha="center", va="center", zorder=4, bbox=box)
    ax.set(xlim=(-0.5, error[0] + 0.5), ylim=(-1.8, 2.3))
    return ax


def _mark(ax, start, end, text, numbers):
    draw_edge(ax, start, end, BACKWARD)
    if numbers:
        label_edge(ax, start, end, text, BACKWARD, at=0.55)


def _beside(ax, place, side, text, numbers):
    """Write text above (side 1) or below (side -1) a unit."""
    if numbers:
        y = place[1] + side * (RADIUS + 0.1)
        edge = "bottom" if side > 0 else "top"
        text = text.replace("-", "−")
        ax.text(place[0], y, text, color=BACKWARD, ha="center", va=edge, zorder=4)


def draw_slopes(ax, X, T, V, W):
    """Draw a small network with all deltas and slopes of one example; return ax.

    The slope of each weight stands at the end of its line. Those of v_11 and w_11 are
    marked. See draw_paths for the arguments.
    """
    Y, O = forward(X, V, W)
    delta_y, delta_o = deltas(Y, O, T, W)
    centres = _draw_values(ax, X, Y, O)
    for before, after, values, delta in (
        (*centres[:2], X[0], delta_y[0]),
        (*centres[1:], Y[0], delta_o[0]),
    ):
        for b, end in enumerate(after):
            _beside(ax, end, -1, f"δ = {delta[b]:+.4f}", True)
            for a, start in enumerate(before):
                color = GREY if a or b else BACKWARD
                if color == BACKWARD:
                    draw_edge(ax, start, end, BACKWARD)
                text = f"{values[a] * delta[b]:+.4f}"
                label_edge(ax, start, end, text, color, at=0.72)
    for (x, y), target in zip(centres[2], T[0], strict=True):
        ax.text(x + RADIUS + 0.15, y, f"t = {target:.2f}", color=FORWARD, va="center")
    ax.set(xlim=(-0.5, centres[2][0][0] + 1.6), ylim=(-2.0, 1.7))
    return ax

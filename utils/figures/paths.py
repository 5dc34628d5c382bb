"""The chain rule on the picture: a row of three numbers, two paths, all slopes."""

from utils.figures.axes import ORANGE
from utils.figures.network import (
    BACKWARD,
    FORWARD,
    LAYER_DISTANCE,
    QUIET,
    RADIUS,
    draw_edge,
    draw_network,
    label_edge,
)
from utils.networks.sigmoid import deltas, forward, sigmoid

GROW, SHRINK = ORANGE, "#542788"  # as in the pictures of weights: more, and less


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
    """Draw one input, one hidden unit and one output in a row, with E; return ax.

    z is the sum that goes into the output. The target t is given, and no weight: it
    stands in a frame of its own.
    """
    y = sigmoid(x * v)
    z = y * w
    o = sigmoid(z)
    values = {"x": x, "y": y, "z": z, "o": o, "E": (t - o) ** 2 / 2}
    row = draw_network(ax, [[f"${name}$"] for name in values], across=2.6)
    places = [place for [place] in row]
    for place, value in zip(places, values.values(), strict=True):
        _beside(ax, place, -1, f"{value:.4g}", "black")
    steps = f"$v$ = {v:.2f}, then $\\sigma$", f"$w$ = {w:.2f}", "$\\sigma$"
    for start, end, text in zip(places, places[1:], steps, strict=False):
        label_edge(ax, start, end, text, FORWARD)
    target = (places[3][0], 1.1)
    draw_edge(ax, target, places[4], QUIET, width=0.8)
    box = {"facecolor": "white", "edgecolor": QUIET, "boxstyle": "square,pad=0.3"}
    ax.text(*target, f"target $t$ = {t:.2f}", ha="center", va="center", bbox=box)
    ax.set(xlim=(-0.6, places[4][0] + 0.6), ylim=(-0.9, 1.5))
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


def draw_paths(ax, X, V, W):
    """Draw the paths from v_11 to E in a small network, with their weights; return ax.

    X (1, n), V (n, m), W (m, l): one example and the weights.
    """
    [inputs, hidden, outputs], error = _draw_with_error(ax, X, *forward(X, V, W))
    _mark(ax, inputs[0], hidden[0], f"$v_{{11}}$ = {V[0, 0]:.2f}")
    for k, output in enumerate(outputs):
        _mark(ax, hidden[0], output, f"$w_{{1{k + 1}}}$ = {W[0, k]:.2f}")
        draw_edge(ax, output, error, BACKWARD)
    return ax


def draw_way_back(ax, X, T, V, W):
    """Draw what comes back from E along the paths to v_11; return ax.

    X (1, n), T (1, l), V (n, m), W (m, l): one example, its targets, the weights.
    """
    Y, O = forward(X, V, W)
    delta_y, delta_o = deltas(Y, O, T, W)
    [inputs, hidden, outputs], error = _draw_with_error(ax, X, Y, O)
    for k, output in enumerate(outputs):
        off, slope = O[0, k] - T[0, k], O[0, k] * (1 - O[0, k])
        _mark(ax, output, error, f"$o_{k + 1} - t_{k + 1}$: {off:+.4f}")
        text = f"times slope {slope:.4f}\nδ = {delta_o[0, k]:+.4f}"
        _beside(ax, output, -1 if k else 1, text)
        _mark(ax, hidden[0], output, _product(delta_o[0, k], W[0, k]))
    total, slope = delta_o[0] @ W[0], Y[0, 0] * (1 - Y[0, 0])
    text = f"sum {total:+.4f}, times slope {slope:.4f}\nδ = {delta_y[0, 0]:+.4f}"
    _beside(ax, hidden[0], 1, text)
    _mark(ax, inputs[0], hidden[0], _product(delta_y[0, 0], X[0, 0]))
    ax.set_ylim(-1.8, 2.3)
    return ax


def _draw_with_error(ax, X, Y, O):
    """Draw a small network with its values, and E on its right; return the centres."""
    layers = _draw_values(ax, X, Y, O)
    error = (1.5 * layers[2][0][0], 0.0)
    box = {"facecolor": "white", "edgecolor": "black", "boxstyle": "circle,pad=0.5"}
    ax.text(*error, "$E$", ha="center", va="center", zorder=4, bbox=box)
    ax.set(xlim=(-0.5, error[0] + 0.5), ylim=(-1.7, 1.7))
    return layers, error


def _product(back, factor):
    written = f"({factor:.2f})" if factor < 0 else f"{factor:.2f}"
    return f"{back:+.4f} · {written} = {back * factor:+.4f}"


def _mark(ax, start, end, text):
    draw_edge(ax, start, end, BACKWARD)
    label_edge(ax, start, end, text, BACKWARD)


def _beside(ax, place, side, text, color=BACKWARD):
    """Write text above (side 1) or below (side -1) a unit."""
    y = place[1] + side * (RADIUS + 0.1)
    edge = "bottom" if side > 0 else "top"
    text = text.replace("-", "−")
    ax.text(place[0], y, text, color=color, ha="center", va=edge, zorder=4)


def draw_slopes(ax, X, T, V, W):
    """Draw a small network with all deltas and slopes of one example; return ax.

    The slope of each weight stands at the end of its line; the line is as wide as the
    slope is large. Orange: below 0, the weight should grow. Purple: it should shrink.
    See draw_way_back for the arguments.
    """
    Y, O = forward(X, V, W)
    delta_y, delta_o = deltas(Y, O, T, W)
    centres = _draw_values(ax, X, Y, O)
    for before, after, values, delta in (
        (*centres[:2], X[0], delta_y[0]),
        (*centres[1:], Y[0], delta_o[0]),
    ):
        for b, end in enumerate(after):
            _beside(ax, end, -1, f"δ = {delta[b]:+.4f}", "black")
            for a, start in enumerate(before):
                slope = values[a] * delta[b]
                color = SHRINK if slope > 0 else GROW
                draw_edge(ax, start, end, color, width=0.8 + 40 * abs(slope))
                label_edge(ax, start, end, f"{slope:+.4f}", color, at=0.72)
    for (x, y), target in zip(centres[2], T[0], strict=True):
        ax.text(x + RADIUS + 0.15, y, f"t = {target:.2f}", va="center")
    ax.set(xlim=(-0.5, centres[2][0][0] + 1.6), ylim=(-2.0, 1.7))
    return ax

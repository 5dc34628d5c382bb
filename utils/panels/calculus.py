"""Interactive cells: the demonstrations with sliders and buttons.

Each function draws once, so that a mistake fails its cell, and returns a Panel; how
its parts are found in the page is told in utils.panels.panel. Nothing given is changed.
"""

import numpy as np

from utils.figures.chain_walk import chain_steps, draw_chain
from utils.figures.demonstrations import draw_saturation
from utils.figures.network import FORWARD, draw_numbers
from utils.networks.sigmoid import deltas, error, forward, gradients
from utils.panels.panel import KernelPanel as Panel
from utils.panels.panel import button, choice, slider

# Places of Axes in a picture: left, bottom, width, height.
BELOW_TITLE = (0.01, 0.01, 0.98, 0.88)
LEFT, RIGHT = (0.08, 0.14, 0.41, 0.76), (0.57, 0.14, 0.41, 0.76)
WITH_LABELS = (0.1, 0.14, 0.87, 0.82)


def four(number):
    """Return a number as text: four decimals, a real minus sign."""
    return f"{number:.4f}".replace("-", "−")


def _moved(array, value):
    """Return a copy of array whose first entry is value."""
    copy = np.array(array, dtype=float)
    copy.flat[0] = value
    return copy


def forward_panel(x, V, W):
    """Return the panel 'forward': drag x_1 and v_11, the numbers flow to the right.

    x (2,), V (2, 3), W (3, 2): one example, the weights. The sliders start at the first
    entries of x and V, rounded.
    """
    x_1 = slider("x_1", "input x_1", x[0], 0.0, 1.0, 0.01)
    v_11 = slider("v_11", "weight v_11", V[0, 0], -6.0, 6.0, 0.1)
    names = ("z_1", "y_1", "y_2", "y_3", "o_1", "o_2")
    panel = Panel("forward", {"x_1": x_1, "v_11": v_11}, names, (9, 4))

    def update():
        X, V_now = _moved(x, x_1.widget.value)[None], _moved(V, v_11.widget.value)
        Y, O = forward(X, V_now, W)

        def draw(ax):
            draw_numbers(ax, (X[0], Y[0], O[0]), (V_now, W))
            ax.lines[0].set(color=FORWARD, linewidth=2.5)  # v_11, the first edge

        panel.show(draw, *map(four, ((X @ V_now)[0, 0], *Y[0], *O[0])))

    return panel.follow(update)


def gradient_panel(x, t, V, W):
    """Return the panel 'gradient': drag x_1 and w_11, the gradients flow to the left.

    x (2,), t (2,), V (2, 3), W (3, 2): one example, its targets, the weights. The
    sliders start at the first entries of x and W, rounded.
    """
    x_1 = slider("x_1", "input x_1", x[0], 0.0, 1.0, 0.01)
    w_11 = slider("w_11", "weight w_11", W[0, 0], -6.0, 6.0, 0.1)
    names = ("E", "delta_o1", "delta_y1", "dE/dw_11", "dE/dv_11")
    panel = Panel("gradient", {"x_1": x_1, "w_11": w_11}, names, (10, 4.6))

    def update():
        X, T = _moved(x, x_1.widget.value)[None], np.array(t, dtype=float)[None]
        W_now = _moved(W, w_11.widget.value)
        Y, O = forward(X, V, W_now)
        delta_y, delta_o = deltas(Y, O, T, W_now)
        dV, dW = gradients(X, T, V, W_now)
        numbers = error(O, T), delta_o[0, 0], delta_y[0, 0], dW[0, 0], dV[0, 0]
        values, back = (X[0], Y[0], O[0]), (T[0], (delta_y[0], delta_o[0]), (dV, dW))

        def draw(ax):
            draw_numbers(ax, values, (V, W_now), *back)
            ax.lines[np.size(V)].set(color=FORWARD, linewidth=2.5)  # w_11
            ax.set(xlim=(-0.5, 7.4), ylim=(-1.7, 1.45))

        panel.show(draw, *map(four, numbers))

    return panel.follow(update)


def chain_panel(x, t, V, W):
    """Return the panel 'chain': step back from the error to a weight of your choice.

    x (n,), t (l,), V (n, m), W (m, l): one example, its targets, the weights.
    """
    weights = {
        f"{letter}_{a + 1}{b + 1}": (letter, a, b)
        for letter, matrix in (("v", V), ("w", W))
        for a, b in np.ndindex(matrix.shape)
    }
    controls = {
        "weight": choice("weight", weights, ("v", 0, 0)),
        "back": button("Back"),
        "next": button("Next"),
    }
    panel = Panel("chain", controls, ("value",), (9, 4), (BELOW_TITLE,))
    at = 0

    def go(change):
        nonlocal at
        weight = panel.controls["weight"].value
        steps = chain_steps(x, t, V, W, *weight)
        at = min(max(at + change, 0), len(steps) - 1)
        panel.status.value = f"Step {at} of {len(steps) - 1}: {steps[at].numbers}"
        panel.show(
            lambda ax: draw_chain(ax, (x, t, V, W), weight, steps, at + 1),
            four(steps[at].value),
        )

    panel.controls["back"].on_click(panel.guarded(lambda: go(-1)))
    panel.controls["next"].on_click(panel.guarded(lambda: go(+1)))
    return panel.follow(lambda: go(-at), ["weight"])


def saturation_panel(curves, z=0.0):
    """Return the panel 'saturation': drag the pre-activation, see each delta.

    curves: see utils.figures.demonstrations.draw_saturation; z: at the start, -8 to 8.
    """
    place = slider("z", "pre-activation z", z, -8.0, 8.0, 0.1)
    panel = Panel("saturation", {"z": place}, curves, (8, 3.6), (WITH_LABELS,))

    def update():
        z = place.widget.value
        numbers = [four(float(delta(z))) for delta in curves.values()]
        panel.show(lambda ax: draw_saturation(ax, curves, z), *numbers)

    return panel.follow(update)

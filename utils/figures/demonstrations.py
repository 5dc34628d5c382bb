"""Demonstrations: the axes of one state of a small computation, from its numbers.

The static figures of the notebooks and the interactive cells draw with the same
functions, so both show the same. Each takes one Matplotlib Axes or two, and returns it.
"""

import numpy as np

from utils.figures.axes import BLACK, BLUE, ORANGE

EXPONENTS = np.arange(-15.5, 0.01, 0.25)  # of the steps on the V curve, base 10


def _draw_v_curve(ax, errors, h, off):
    """Draw on plain axes of exponents: log axes take four times as long to draw."""
    ax.plot(EXPONENTS, np.log10(np.maximum(errors, 1e-17)), "-", color=BLUE)
    ax.plot(np.log10(h), np.log10(max(off, 1e-17)), "o", color=ORANGE, markersize=10)
    ax.axvline(np.log10(h), color=ORANGE, linestyle=":")
    ax.set(xlabel="log10 of the step size h", ylabel="log10 of the error")
    ax.set(xlim=(-16, 0.5), ylim=(-17.5, 1))
    ax.set(xticks=range(-15, 1, 5), yticks=range(-15, 1, 5))
    ax.set_title(f"h = {h:.2g}: error {off:.1e}", y=1.0)
    ax.grid(alpha=0.3)


def _draw_close_up(ax, line, slope, measured, h, asked):
    t = np.linspace(-2, 2, 401)
    ax.plot(t, (line(h * t) - line(0.0)) / h, "-", color=BLUE, label="f, as computed")
    ax.plot(t, measured * t, "-", color=ORANGE, label="measured slope")
    ax.plot(t, slope * t, "--", color=BLACK, label="true slope")
    ax.plot(asked / h, (line(asked) - line(0.0)) / h, "o", color=ORANGE)
    ax.set(xlabel="distance, in units of h", ylabel="rise of f, in units of h")
    ax.set(xlim=(-2, 2), ylim=(-2, 2), xticks=[-2, -1, 0, 1, 2], yticks=[-1, 0, 1])
    ax.set_title(f"The function, enlarged {1 / h:.3g} times", y=1.0)
    ax.legend(loc="upper left", fontsize=9)

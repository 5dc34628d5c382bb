"""Learning: steps of a network that learns one image, and the slope of one weight."""

import numpy as np

from utils.figures.axes import BLACK, BLUE, ORANGE, show_digit, show_weights


def draw_learning(fig, image, errors, outputs, digit, steps):
    """Draw an image, the ten outputs after some of the steps, and E over all steps.

    Args:
        fig: an empty Matplotlib Figure.
        image: 784 values.
        errors, outputs: E and the outputs (10,) before the first step and after each.
        digit: the right answer, 0 to 9.
        steps: the numbers of the steps whose outputs are drawn.

    Returns the list of Axes.
    """
    widths = [1.1, *[1.5] * len(steps), 1.9]
    axes = fig.subplots(1, len(widths), width_ratios=widths)
    show_digit(axes[0], image, f"a {digit}")
    for ax, step in zip(axes[1:], steps, strict=False):
        colours = [BLUE if a == digit else "white" for a in range(10)]
        ax.bar(range(10), outputs[step], color=colours, edgecolor=BLACK)
        ax.set(xticks=range(10), ylim=(0, 1), yticks=[0, 1], xlabel="digit")
        says = f"it says {outputs[step].argmax()}"
        ax.set_title(f"after {step} steps {says}" if step else f"before: {says}")
    axes[1].set_ylabel("output")
    axes[-1].plot(errors, "o-", color=BLUE, markersize=3)
    axes[-1].set(xlabel="steps", xticks=range(0, len(errors), 5), ylim=(0, None))
    axes[-1].set_title("the error E falls")
    for ax in axes:
        ax.title.set_fontsize(10)
    return list(axes)


def draw_descent(ax, weights, errors, at, E, slope, rate):
    """Draw E over one weight, its slope at one place, and one step; return ax.

    Args:
        weights, errors: values of the weight, rising, and E for each.
        at, E, slope: the place of the weight, and E and dE/dw there.
        rate: the step goes to at - rate * slope, and is drawn as long as it is.
    """
    near = np.array([at - 1.5, at + 1.5])
    new = at - rate * slope
    ax.plot(weights, errors, color=BLUE, label="E for each value of this weight")
    ax.plot(near, E + slope * (near - at), "--", color=ORANGE, label="its slope now")
    ax.plot(at, E, "o", color=BLACK, markersize=4, label="now")
    below = np.interp(new, weights, errors)
    ax.plot(new, below, "o", mfc="white", color=BLACK, label="after one step")
    arrow = {"arrowstyle": "->", "color": BLACK, "connectionstyle": "arc3,rad=-0.4"}
    ax.annotate("", (new, below), (at, E), arrowprops=arrow)
    ax.set(xlabel="the weight w", ylabel="error E")
    ax.set_title("E falls where the weight moves against its slope")
    ax.grid(alpha=0.3)
    ax.legend()
    return ax


def draw_answers(axes, images, answers):
    """Show images in a row of Axes, each with what a network says; return axes."""
    for ax, image, answer in zip(axes, images, answers, strict=True):
        show_digit(ax, image, f"says {answer}")
    return axes


def draw_wanted(axes, wanted):
    """Show how the 784 weights of a unit should change, in a row of Axes; return axes.

    wanted: title -> 784 numbers. Orange: should grow, purple: should shrink. Each
    picture has its own scale.
    """
    for ax, (title, change) in zip(axes, wanted.items(), strict=True):
        show_weights(ax, change, np.abs(change).max(), title)
    return axes

"""Pictures of several workers: what they send, when they send it, what they reach."""

import numpy as np

from utils.figures.axes import BLUE, ORANGE


def plot_traffic(ax, counts, ring):
    """Plot what the busiest worker sends, in sizes of the weights.

    counts: numbers of workers; ring: what each of them sends in a ring. If one worker
    collects, it sends the sum to all others: p - 1.
    """
    collects = [p - 1 for p in counts]
    ax.loglog(counts, collects, "s--", color=ORANGE, label="one collects for all")
    ax.loglog(counts, ring, "o-", color=BLUE, label="ring")
    ax.set(xlabel="workers p", ylabel="sent by the busiest\n(times the weights)")
    ax.set_xticks(counts, counts)
    ax.set_yticks([1, 2, 10, 60], ["1", "2", "10", "60"])
    ax.minorticks_off()
    ax.grid(alpha=0.3)
    ax.legend()
    return ax


def draw_schedule(ax, layers, title):
    """Draw the time of a way back and its exchanges, layer by layer, in two ways.

    layers: for each layer, the last one first, the time of its gradient; its exchange
    takes as long. Above all is exchanged at the end; below each gradient as soon as it
    is there and the one before is through.
    """
    computed = np.cumsum(layers)
    sent = {"at the end": computed[-1] + np.cumsum(layers), "at once": []}
    for ready, time in zip(computed, layers, strict=True):
        free = sent["at once"][-1] if sent["at once"] else 0
        sent["at once"].append(max(ready, free) + time)
    for row, ends in enumerate(sent.values()):
        bars = ("way back", computed, BLUE, -0.1), ("exchange", ends, ORANGE, 0.1)
        for kind, stops, color, shift in bars:
            starts, label = np.subtract(stops, layers), kind if row == 0 else None
            style = {"color": color, "edgecolor": "white", "height": 0.2}
            ax.barh(
                [row + shift] * len(layers), layers, left=starts, label=label, **style
            )
        ax.text(ends[-1], row, f"  {ends[-1]:.1f}", va="center")
    ax.set_yticks([0, 1], list(sent))
    ax.set(title=title, xlabel="time", xlim=(0, 2.3 * computed[-1]), ylim=(1.4, -0.4))
    return ax


def plot_sweep(axes, rates, reached):
    """Plot accuracies against the rate, one Axes for each number of workers.

    reached: (p, warm_up) -> shares (rates, seeds); lines join the means, dots are
    seeds.
    """
    for ax, p in zip(axes, sorted({p for p, _ in reached}), strict=True):
        for (workers, warm_up), shares in reached.items():
            color, style = (ORANGE, "s--") if warm_up else (BLUE, "o-")
            if workers == p:
                shares, name = 100 * np.array(shares), "with" if warm_up else "without"
                ax.plot(rates, shares.mean(axis=1), style, color=color, label=name)
                ax.plot(rates, shares, style[0], color=color, alpha=0.3, markersize=4)
        ax.axhline(10, color="0.6", linewidth=0.8)
        ax.set_xscale("log")
        ax.set_xticks(rates, rates)
        ax.minorticks_off()
        ax.set(title=f"batch {16 * p:,}", xlabel="learning rate", ylim=(0, 100))
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("accuracy (%)")
    axes[0].text(rates[0], 12, "guessing", color="0.4", fontsize=8)
    axes[-1].legend(title="warm-up")
    return axes

"""The report of a gradient check: what was found, in words."""

from typing import NamedTuple


class Finding(NamedTuple):
    """What was found for one parameter; index, claimed, measured: its worst entry."""

    parameter: str | int
    shape: tuple
    checked: int  # number of entries, those at kinks apart
    wrong: int  # of those, how many are beyond the tolerance
    index: tuple
    claimed: float
    measured: float
    error: float  # relative_error of the worst entry
    ratios: tuple  # smallest and largest claimed / measured, NaN if all measured are 0
    kinks: tuple  # the places where there is no derivative

    def __str__(self):
        low, high = (f"{ratio:.3g}" for ratio in self.ratios)
        verdict = f"{self.checked} of {self.checked} right"
        if self.wrong:
            verdict = f"{self.wrong} of {self.checked} WRONG"
            if not low == high == "1":  # off by more than the ratios show
                verdict += f", claimed / measured = {low} to {high}"
        if self.kinks:
            more = " ..." * (len(self.kinks) > 3)
            places = " ".join(map(_place, self.kinks[:3])) + more
            verdict += f", {len(self.kinks)} left out at a kink: {places}"
        if self.wrong:
            verdict += (
                f"\n    worst {_place(self.index)}: claimed {self.claimed:.7e}, "
                f"measured {self.measured:.7e}, relative error {self.error:.0e}"
            )
        return f"{self.parameter} {self.shape}: {verdict}"


def _place(index):
    return f"[{', '.join(map(str, index))}]"


class Report(NamedTuple):
    """The result of a gradient check, a finding for each parameter; true if passed."""

    findings: tuple
    tolerance: float
    route: str

    @property
    def worst(self):
        """The finding with the largest relative error."""
        return max(self.findings, key=lambda finding: finding.error)

    @property
    def passed(self):
        """Whether entries were checked, and every one is within the tolerance."""
        judged = any(finding.checked for finding in self.findings)
        return judged and self.worst.error <= self.tolerance

    def __bool__(self):
        return self.passed

    def __repr__(self):
        verdict = "passed" if self.passed else "FAILED"
        head = f"gradient check {verdict} ({self.route}, tolerance {self.tolerance:g})"
        kinks = sum(len(finding.kinks) for finding in self.findings)
        head += f", {kinks} entries at kinks left out" * bool(kinks)
        return "\n  ".join([head, *map(str, self.findings)])

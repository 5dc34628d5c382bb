"""The experiment: its design, its runs, its results and what they say."""

"""For those who teach a class: copies of the notebooks, judging answers, pages."""

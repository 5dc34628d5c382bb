"""Sources of answer cells, for the wrong answers that the tests try."""


def function(head, expression, check):
    """Return an answer: a function that returns an expression, and its check.

    Args:
        head: name and parameters, for example "factor(l)".
        expression: what it returns, as source.
        check: the name of the exercise.
    """
    name = head.split("(")[0]
    return f"def {head}:\n    return {expression}\n\n\nexercises.{check}({name})"

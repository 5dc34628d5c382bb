"""Says in words where and why the learner's code stopped."""

# What PyTorch or Python says of a gradient that is not there -> what it means.
NO_GRADIENT = {
    "does not require grad": "nothing was asked to have a gradient (requires_grad)",
    "'NoneType'": "something is None: a gradient that was never computed, for example",
}
JUDGE = "utils.exercises.old_judge"  # the first steps of a traceback are its own
SHAPE_ERRORS = ("matmul", "broadcast", "shapes", "dimension")


def explained(error):
    """Return an error of the learner's code in words; for shapes, with all arrays."""
    arrays = _arrays_where_it_stopped(error)
    about_shapes = any(word in str(error).lower() for word in SHAPE_ERRORS)
    if arrays and about_shapes and isinstance(error, (ValueError, RuntimeError)):
        kind = type(error).__name__
        return f"{kind}: shapes that do not fit; the arrays there are {arrays}"
    if isinstance(error, NameError):
        return f"{named(error)} (is a line missing, or a name misspelt?)"
    meaning = next((m for part, m in NO_GRADIENT.items() if part in str(error)), "")
    return f"{named(error)}: {meaning}" if meaning else named(error)


def named(error):
    """Return the kind and the message of an error, without a stop at the end."""
    return f"{type(error).__name__}: {error}".rstrip(".: ")


def _arrays_where_it_stopped(error):
    """Return the names and shapes of the arrays in the learner's function."""
    steps = error.__traceback__
    while steps.tb_next and steps.tb_frame.f_globals.get("__name__") == JUDGE:
        steps = steps.tb_next
    shapes = {n: getattr(v, "shape", ()) for n, v in steps.tb_frame.f_locals.items()}
    return ", ".join(
        f"{n} {tuple(s)}" for n, s in shapes.items() if isinstance(s, tuple) and s
    )

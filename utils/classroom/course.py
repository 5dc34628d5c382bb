"""The command course: one front door for all that is run from a shell."""

import argparse
import sys
from importlib import import_module

SUBCOMMANDS = {
    "copies": "write the notebooks for a class, without and with their solutions",
    "collect": "judge the answers in the notebooks of a class, and write a table",
    "book": "build the course as pages for a browser, with search",
}


def main(argv=None):
    """Run a subcommand; return the exit status, 0 if all went well."""
    argv = sys.argv[1:] if argv is None else argv
    chosen = parser(argv[:1]).parse_args(argv)
    try:
        return chosen.module.run(chosen)
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130


def parser(names):
    """Return the parser of the command line; only what names hold is imported."""
    form = {"formatter_class": argparse.RawDescriptionHelpFormatter}
    course = argparse.ArgumentParser(prog="course", description=__doc__)
    parsers = course.add_subparsers(required=True, metavar="SUBCOMMAND")
    for name, what in SUBCOMMANDS.items():
        each = parsers.add_parser(name, help=what, **form)
        if name in names:
            module = import_module(f"utils.classroom.{name}")
            each.description = module.__doc__
            each.set_defaults(module=module)
            module.add_arguments(each.add_argument)
    return course


if __name__ == "__main__":
    sys.exit(main())

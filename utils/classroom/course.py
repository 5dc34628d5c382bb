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
    chosen = parser().parse_args(argv)
    try:
        return chosen.module.run(chosen)
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130


def parser():
    """Return the parser of the command line."""
    form = {"formatter_class": argparse.RawDescriptionHelpFormatter}
    course = argparse.ArgumentParser(prog="course", description=__doc__)
    parsers = course.add_subparsers(required=True, metavar="SUBCOMMAND")
    for name, what in SUBCOMMANDS.items():
        module = import_module(f"utils.classroom.{name}")
        each = parsers.add_parser(name, help=what, description=module.__doc__, **form)
        each.set_defaults(module=module)
        module.add_arguments(each.add_argument)
    return course


if __name__ == "__main__":
    sys.exit(main())

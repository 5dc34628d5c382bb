"""The command course: one front door for all that is run from a shell.

course SUBCOMMAND ...        see course --help, and course SUBCOMMAND --help
"""

import argparse
import sys
from importlib import import_module

SUBCOMMANDS = {
    "copies": "write the notebooks for a class, without and with their solutions",
    "collect": "judge the answers in the notebooks of a class, and write a table",
    "book": "build the course as pages for a browser, with search",
}
USAGE, STOPPED = 2, 130  # exit statuses: a wrong command line; stopped by Ctrl-C


def main(argv=None):
    """Run a subcommand; return the exit status, 0 if all went well."""
    front_door = _front_door()
    chosen = front_door.parse_args(argv)
    if chosen.subcommand is None:
        front_door.print_help(sys.stderr)
        return USAGE
    module = module_of(chosen.subcommand)
    parser = argparse.ArgumentParser(
        prog=f"course {chosen.subcommand}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    try:
        return module.run(parser.parse_args(chosen.arguments))
    except KeyboardInterrupt:
        print(f"\ncourse {chosen.subcommand}: stopped", file=sys.stderr)
        return STOPPED


def module_of(name):
    """Return the module that runs a subcommand."""
    return import_module(f"utils.classroom.{name}")


def _front_door():
    width = max(map(len, SUBCOMMANDS))
    rows = [f"  {name:{width}}  {what}" for name, what in SUBCOMMANDS.items()]
    parser = argparse.ArgumentParser(
        prog="course",
        usage="course SUBCOMMAND ...",
        description="\n".join(["What the course can do from a shell:", "", *rows]),
        epilog="course SUBCOMMAND --help tells more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "subcommand", nargs="?", choices=SUBCOMMANDS, metavar="SUBCOMMAND"
    )
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def whole_number(lowest, highest=None):
    """Return a type for argparse: a whole number in these bounds, or a clear error."""
    bounds = f"at least {lowest}" + (f", at most {highest}" if highest else "")

    def convert(text):
        if text.isdecimal() and lowest <= int(text) <= (highest or int(text)):
            return int(text)
        message = f"a whole number, {bounds}, is expected, not {text!r}"
        raise argparse.ArgumentTypeError(message)

    return convert


if __name__ == "__main__":
    sys.exit(main())

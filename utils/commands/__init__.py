"""The subcommands of the command course; the only room that reads notebooks."""

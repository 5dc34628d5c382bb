"""The programs that torchrun starts, a process for each worker: all of notebook 14."""

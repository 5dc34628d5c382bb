"""The data: files and arrays, from MNIST to batches."""

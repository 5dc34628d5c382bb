"""Training: what turns gradients into trained weights, and how long it takes."""

"""The networks: their forward pass, their error and their gradients."""

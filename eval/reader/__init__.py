"""How the bundled reader is made: its data, its training, and the figures of its card."""

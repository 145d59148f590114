"""The models: the bundled embedding and what runs it."""

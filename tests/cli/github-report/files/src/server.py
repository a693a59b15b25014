import os


def run(name):
    """Runs."""
    value = DEMOMARKER + name
    return os.path.join(value)

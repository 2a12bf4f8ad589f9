"""What can go wrong in the lab itself; a failed assertion of a test is not among it."""


class LabError(Exception):
    """Something the lab needs is missing or broken; the text says what to do."""


class LabTimeout(LabError):
    """A condition did not come true before its deadline."""

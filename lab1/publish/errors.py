"""The one error that a reader of a report can be told about."""


class PublishError(Exception):
    """A report could not be made; the message says what failed, where, and what to do."""

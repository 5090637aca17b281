"""How every process logs: one JSON line per event, ids and codes only, never personal data."""

import logging
import sys
import traceback

import structlog

_FRAMES = 8


def configure_logging() -> None:
    """Log JSON lines to standard error; entry points call this once."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING)


def frames_of(error: BaseException) -> list[str]:
    """Where an error came from, the last step last: its text might hold somebody's data."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]

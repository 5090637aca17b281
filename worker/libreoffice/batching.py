"""Who is asked for what, and who gets a second try: documents go out in batches of one child."""

from collections import deque
from collections.abc import Callable, Sequence

from worker.libreoffice.conversion import Conversion, ConversionError
from worker.libreoffice.messages import Outcome

Ask = Callable[[Sequence[Conversion]], list[Outcome]]
"""Has one child convert documents; returns fewer outcomes than asked for when it was lost."""


def convert_in_batches(
    jobs: Sequence[Conversion], batch_size: int, ask: Ask
) -> list[ConversionError | None]:
    """Convert every job; one entry per job, in order; None means done.

    What a lost child had not come to yet goes out again. A document that failed after others in
    the same child gets one try in a child of its own, unless it ran out of time: the clock was its
    own, and so is the blame.
    """
    results = [_refusal(job) for job in jobs]
    waiting = deque(index for index, refused in enumerate(results) if refused is None)
    while waiting:
        batch = [waiting.popleft() for _ in range(min(batch_size, len(waiting)))]
        outcomes = ask([jobs[index] for index in batch])
        for place, outcome in enumerate(outcomes):
            again = place > 0 and outcome.code not in ("", "conversion_timeout")
            final = ask([jobs[batch[place]]])[0] if again else outcome
            results[batch[place]] = _error(final)
        waiting.extendleft(reversed(batch[len(outcomes) :]))
    return results


def _refusal(job: Conversion) -> ConversionError | None:
    """Refuse what LibreOffice would turn into a blank page without complaint."""
    try:
        if job.source.stat().st_size:
            return None
    except OSError as error:
        return ConversionError("document_unreadable", f"cannot be read: {error.strerror}")
    return ConversionError("document_unreadable", "the file is empty")


def _error(outcome: Outcome) -> ConversionError | None:
    return ConversionError(outcome.code, outcome.detail) if outcome.code else None

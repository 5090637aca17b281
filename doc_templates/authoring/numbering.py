"""Literal numbers of points, also where an optional point above shifts the ones below."""


class Numbering:
    """Counts the points of an order: ``«1»``, ``«2»``, or a Jinja sum after optional ones."""

    def __init__(self) -> None:
        self._certain = 0
        self._optional: list[str] = []

    def next(self, condition: str | None = None) -> str:
        """Return the number of the next point; it is printed only if ``condition`` holds."""
        number = self._print(self._certain + 1)
        if condition is None:
            self._certain += 1
        else:
            self._optional.append(condition)
        return number

    def _print(self, base: int) -> str:
        if not self._optional:
            return str(base)
        shifts = " + ".join(f"(1 if {condition} else 0)" for condition in self._optional)
        return f"{{{{ {base} + {shifts} }}}}"

"""Matrices and points of a page (ISO 32000-1, 8.3): in points, from the lower left corner."""

from collections.abc import Sequence

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
UNIT_SQUARE: tuple[Point, ...] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def to_matrix(values: Sequence[float]) -> Matrix:
    """Six numbers as a matrix. Raises ValueError when they are not six."""
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """Go through `first`, then through `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def move(matrix: Matrix, point: Point) -> Point:
    """Where the matrix puts the point."""
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def shift(x: float, y: float) -> Matrix:
    """Move by so much."""
    return 1.0, 0.0, 0.0, 1.0, x, y

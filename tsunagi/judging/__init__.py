"""Target, actuals and day in, verdict out. Plain Python."""

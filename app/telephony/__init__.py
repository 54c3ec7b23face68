"""Phone numbers, and later the carriers behind them."""

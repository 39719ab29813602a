"""What all columns stand on: places, dates, paces, traces, drawing, and the jail."""

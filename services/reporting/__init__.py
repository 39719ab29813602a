"""Anonymous reports: what citizens do, from the draft to the thread with officers."""

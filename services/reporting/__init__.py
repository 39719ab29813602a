"""Anonymous reports: intake, evidence, code, desk."""

"""Settings, the installation, the running program, its jobs, metrics and logs."""

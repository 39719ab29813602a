"""The jail: worker processes that decode what strangers send, and draw, behind walls of the kernel."""

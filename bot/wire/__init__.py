"""The wire: transport, poller, dispatcher, outbox sender, pace."""

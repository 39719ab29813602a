"""What officers do: the inbox, one report, hand-over, statistics, retention, roles."""

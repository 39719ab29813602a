"""What officers decided about the end of reports, as stored."""

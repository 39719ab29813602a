"""What officers do with reports; every way to a report leads through the case service."""

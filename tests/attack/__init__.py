"""What somebody does with stolen files: no rule is known here, only how databases lay out bytes."""

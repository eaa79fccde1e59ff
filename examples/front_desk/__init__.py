"""A bank's front desk: an example agent that logs as the guide recommends."""

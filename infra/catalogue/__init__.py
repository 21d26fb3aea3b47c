"""What there is, as plain data: functions, triggers, grants, names."""

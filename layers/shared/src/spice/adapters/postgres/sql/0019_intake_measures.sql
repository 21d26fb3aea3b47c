-- What the tick measured, a value a metric and minute: alarms and series are read from it.
create table intake.measures (
    metric text not null,
    at     timestamptz not null,
    value  float8 not null,
    primary key (metric, at)
);
create index measures_at on intake.measures (at);

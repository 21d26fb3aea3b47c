-- What the audit is still to be told by functions that may not write to the outbox: maintenance takes it there. Who adds a row
-- can neither read nor change one.
create table intake.notes (
    id       uuid primary key,
    database uuid not null,
    at       timestamptz not null,
    note     bytea not null
);
create index notes_at on intake.notes (at, id);

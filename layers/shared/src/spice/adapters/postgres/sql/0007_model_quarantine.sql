-- Shards whose chain is broken, with their first bad segment: nothing is appended to them until the log is repaired.
create table model.quarantine (
    shard      text primary key,
    generation int not null,
    sequence   bigint not null,
    reason     text not null,
    since      timestamptz not null default now()
);

-- Sheets that are looked at on a schedule, and brought in when they changed. `wanted`: the import that is begun.
create table intake.sheet_connections (
    database      uuid not null,
    name          text not null,
    wanted        bytea not null,
    every_minutes integer not null,
    created_by    text not null,
    created_at    timestamptz not null,
    looked_at     timestamptz,
    revision      text,
    import_id     uuid,
    error         text not null default '',
    begun_at      timestamptz,
    primary key (database, name)
);

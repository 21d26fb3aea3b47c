-- Keys with which a database's Google Sheets are read, sealed: nothing follows from them, so the log does not tell them, and no
-- rebuild empties them.
create table intake.sheet_credentials (
    database   uuid not null,
    name       text not null,
    kind       text not null,
    account    text not null,
    sealed     text not null,
    created_by text not null,
    created_at timestamptz not null,
    primary key (database, name)
);

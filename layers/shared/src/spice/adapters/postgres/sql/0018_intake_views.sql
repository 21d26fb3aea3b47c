-- Explorations that people save, and how they want the console: nothing follows from them, so the log does not tell them, no
-- rebuild empties them, and what is deleted is gone.
create table intake.views (
    database   uuid not null,
    id         uuid not null,
    owner      text not null,
    name       text not null,
    shared     boolean not null,
    search     bytea not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version    integer not null,
    primary key (database, id)
);

create table intake.preferences (
    subject     text primary key,
    preferences bytea not null,
    at          timestamptz not null
);

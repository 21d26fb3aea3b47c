-- The keys of personal data: apart from the index, which any rebuild makes again, and never in the log.
create schema keys;

-- The key of an epoch, wrapped by KMS or by the file of a platform on one machine.
create table keys.epochs (
    epoch   int primary key,
    wrapped bytea not null,
    at      timestamptz not null default now()
);

-- A subject's key under its epoch's; without `wrapped` it was erased, and the row keeps it from being made again.
create table keys.subjects (
    database   uuid not null,
    subject    text not null,
    generation int not null,
    epoch      int not null,
    wrapped    bytea,
    at         timestamptz not null default now(),
    erased_at  timestamptz,
    primary key (database, subject)
);

-- A key of each database under its epoch's: requests are told apart by digests under it.
create table keys.databases (
    database uuid primary key,
    epoch    int not null,
    wrapped  bytea not null
);

-- What only lives here: accepted commands until they are in the log, and clients' idempotency keys.
create schema intake;

create table intake.outbox (
    position     bigint generated always as identity primary key,
    xact_id      xid8 not null default pg_current_xact_id(),
    topic        text not null,
    partition    int not null,
    record_count int not null,
    records      bytea not null,
    created_at   timestamptz not null default now()
);
alter table intake.outbox alter column records set storage external;
create index outbox_by_shard on intake.outbox (topic, partition, xact_id, position);

create table intake.idempotency (
    actor       text not null,
    database    uuid not null,
    key         text not null,
    fingerprint text not null,
    stands_for  uuid not null,
    is_batch    boolean not null,
    created_at  timestamptz not null default now(),
    primary key (actor, database, key)
);
create index idempotency_by_age on intake.idempotency (created_at);

create table intake.batches (
    id           uuid primary key,
    database     uuid not null,
    actor        text not null,
    accepted     int not null,
    rejected     bytea not null,
    submitted_at timestamptz not null
);

create table intake.attempts (
    topic        text not null,
    partition    int not null,
    first_offset bigint not null,
    count        int not null,
    primary key (topic, partition, first_offset)
);

-- The bus of the local platform: record batches, as Kafka keeps them.
create schema bus;

create table bus.partitions (
    topic       text not null,
    partition   int not null,
    next_offset bigint not null default 0,
    primary key (topic, partition)
) with (fillfactor = 50);

create table bus.batches (
    topic        text not null,
    partition    int not null,
    base_offset  bigint not null,
    record_count int not null,
    records      bytea not null,
    created_at   timestamptz not null default clock_timestamp(),
    primary key (topic, partition, base_offset)
);
alter table bus.batches alter column records set storage external;

create table bus.offsets (
    consumer_group text not null,
    topic          text not null,
    partition      int not null,
    next_offset    bigint not null,
    primary key (consumer_group, topic, partition)
) with (fillfactor = 50);

create table intake.jobs (
    id          uuid primary key,
    name        text not null,
    state       text not null,
    detail      bytea not null,
    created_at  timestamptz not null default now(),
    finished_at timestamptz
);

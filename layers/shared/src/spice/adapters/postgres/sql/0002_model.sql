-- Everything below is derived from the log and can be rebuilt from S3 alone.
create schema model;

create table model.shards (
    shard       text primary key,
    generation  int not null,
    sequence    bigint not null,
    sha256      text not null,
    recorded_at timestamptz not null,
    published   bigint not null default 0
) with (fillfactor = 50);

create table model.segments (
    shard      text not null,
    generation int not null,
    sequence   bigint not null,
    first_at   timestamptz not null,
    last_at    timestamptz not null,
    events     int not null,
    databases  uuid[] not null,
    sha256     text not null,
    primary key (shard, generation, sequence)
);

create table model.heads (
    stream     uuid primary key,
    database   uuid not null,
    root_id    text not null,
    class_id   text not null,
    id         text not null,
    version    int not null,
    deleted    boolean not null,
    data       bytea not null,
    refs       uuid[] not null,
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    updated_by text not null,
    shard      text not null,
    generation int not null,
    sequence   bigint not null,
    n          int not null
) with (fillfactor = 70);
create index heads_by_class on model.heads (database, class_id);
create index heads_by_reference on model.heads using gin (refs) with (fastupdate = on);

create table model.tail (
    stream  uuid not null,
    version int not null,
    event   bytea not null
);
create index tail_by_stream on model.tail (stream, version);

create table model.packed (
    stream        uuid not null,
    kind          text not null,
    first_version int not null,
    last_version  int not null,
    pack          text not null,
    start         bigint not null,
    length        int not null,
    sha256        text not null,
    reducer       text not null default '',
    primary key (stream, kind, last_version)
);

create table model.packs (
    name       text primary key,
    created_at timestamptz not null default now(),
    retired_at timestamptz
);

create table model.commands (
    id           uuid primary key,
    type         text not null,
    state        text not null,
    actor        text,
    database     uuid,
    submitted_at timestamptz,
    finished_at  timestamptz,
    batch        uuid,
    line         int,
    key          text,
    attempts     int not null default 0,
    result       bytea,
    errors       bytea,
    shard        text,
    generation   int,
    sequence     bigint
);
create index commands_by_time on model.commands (submitted_at desc, id desc) where batch is null;
create index commands_failed on model.commands (batch, line) where state = 'FAILED' and batch is not null;

create table model.batch_progress (
    batch     uuid not null,
    shard     text not null,
    sequence  bigint not null,
    completed int not null,
    failed    int not null,
    primary key (batch, shard)
) with (fillfactor = 50);

create table model.parked (
    letter     uuid primary key,
    position   bigint generated always as identity,
    shard      text not null,
    key        text not null,
    command_id uuid,
    type       text,
    database   uuid,
    record     bytea not null,
    reason     text not null,
    error      text not null,
    attempts   int not null,
    parked_at  timestamptz not null
);
create index parked_by_key on model.parked (shard, md5(key), position);

create table model.databases (
    uuid       uuid primary key,
    name       text not null,
    settings   bytea not null,
    version    int not null,
    created_at timestamptz not null,
    created_by text not null,
    deleted    boolean not null default false
);
create unique index databases_by_name on model.databases (name) where not deleted;

-- Apart from the databases: shards are replayed one after another, so a head may be known before its database is.
create table model.mains (
    database uuid primary key,
    head     text not null
);

create table model.grants (
    database   uuid not null,
    subject    text not null,
    role       text,
    granted_at timestamptz not null,
    granted_by text not null,
    primary key (database, subject)
);
create index grants_by_subject on model.grants (subject);

create table model.classes (
    hash text primary key,
    body bytea not null
);

create table model.commits (
    database   uuid not null,
    id         text not null,
    parents    text[] not null,
    message    text not null,
    author     text not null,
    at         timestamptz not null,
    command_id uuid not null,
    number     bigint generated always as identity,
    classes    bytea not null,
    primary key (database, id)
);
create unique index commits_by_command on model.commits (database, command_id);

create table model.refs (
    database uuid not null,
    branch   text not null,
    head     text not null,
    primary key (database, branch)
);

create table model.checkpoints (
    projection text not null,
    shard      text not null,
    sequence   bigint not null,
    primary key (projection, shard)
) with (fillfactor = 50);

create table model.counts (
    database uuid not null,
    kind     text not null,
    name     text not null,
    hour     timestamptz not null,
    count    bigint not null,
    primary key (database, kind, name, hour)
) with (fillfactor = 50);


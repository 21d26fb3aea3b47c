-- Pull requests as events leave them. What is listed, sought and counted by is in columns; `pull` is the whole of it but for what
-- was said, which is a row each.
create table model.pull_requests (
    database  uuid not null,
    number    integer not null,
    state     text not null,
    source    text not null,
    target    text not null,
    author    text not null,
    reviewers text[] not null,
    pull      bytea not null,
    primary key (database, number)
);
create index pull_requests_open on model.pull_requests (database, number) where state = 'open';
create table model.remarks (
    database uuid not null,
    pull     integer not null,
    number   integer not null,
    remark   bytea not null,
    primary key (database, pull, number)
);

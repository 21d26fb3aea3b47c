-- Answers to the conflicts of merges that people keep before they merge: nothing follows from them, so the log does not tell them,
-- and no rebuild empties them. By names of branches: an answer goes by its conflict, whatever the heads are.
create table intake.merge_drafts (
    database    uuid not null,
    source      text not null,
    target      text not null,
    version     integer not null,
    by          text not null,
    at          timestamptz not null,
    resolutions bytea not null,
    primary key (database, source, target)
);
create index merge_drafts_by_age on intake.merge_drafts (at);

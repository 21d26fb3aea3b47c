-- The tree of each log that was signed last: known apart from the bucket that its checkpoint lies in, so that one that lost it
-- is noticed, and no size is signed twice with two roots. No part of the index. A platform from before has no row: the newest
-- checkpoint that is found is taken as known.
create table intake.signed_trees (
    origin    text primary key,
    size      bigint not null,
    root      bytea not null,
    published boolean not null
);

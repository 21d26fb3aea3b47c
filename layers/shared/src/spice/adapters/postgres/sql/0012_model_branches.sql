-- Branches of ontologies beside main, and the settings of all; where they stand is in refs. One that was deleted stays, so that
-- what is told of it late changes nothing of another of its name.
create table model.branches (
    database         uuid not null,
    id               uuid not null,
    name             text not null,
    protected        boolean not null,
    required_reviews integer not null,
    writers          text[] not null,
    version          integer not null,
    deleted          boolean not null,
    primary key (database, id)
);

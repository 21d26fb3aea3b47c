-- Webhooks as events leave them; secrets are sealed.
create table model.webhooks (
    database uuid not null,
    id       uuid not null,
    paused   boolean not null,
    deleted  boolean not null,
    since    timestamptz not null,
    webhook  bytea not null,
    primary key (database, id)
);

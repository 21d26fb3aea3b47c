-- A row here says that the index lacks what the log has: nothing is decided or answered from it until a rebuild is done.
create table model.rebuilding (
    since timestamptz not null default now()
);

-- When the index was emptied: what is read from it in several looks is of one filling if this is the same before and after.
create table model.emptied (
    at timestamptz not null
);

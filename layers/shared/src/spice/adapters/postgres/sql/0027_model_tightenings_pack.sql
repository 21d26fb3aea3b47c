-- Documents of a change that are long stand in a pack, and are not in the row: its name, and the bytes of it.
alter table model.tightenings add column pack text, add column length integer not null default 0;
-- An index that is being made has not got them: it is begun anew.
drop schema if exists model_next cascade;

-- The class that a refused or parked command named. Null: the root of the hierarchy, which its key names, or nobody noted it.
alter table model.commands add column class_id text;
-- An index that is being made has not got it: it is begun anew.
drop schema if exists model_next cascade;

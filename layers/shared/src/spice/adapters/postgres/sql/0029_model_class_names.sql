-- What a version of a class is called, so that one is found by its name among those of all databases. A hash index:
-- names may be long.
alter table model.classes add column name text, add column class_id text;
update model.classes
set name = convert_from(body, 'UTF8')::jsonb ->> 'name', class_id = convert_from(body, 'UTF8')::jsonb ->> 'id';
create index classes_by_name on model.classes using hash (name);
-- An index that is being made has not got it: it is begun anew.
drop schema if exists model_next cascade;

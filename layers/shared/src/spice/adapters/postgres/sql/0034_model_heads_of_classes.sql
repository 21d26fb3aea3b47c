-- Instances of a class are walked by stream, as migrations walk them, without those of other classes.
create index heads_by_class_and_stream on model.heads (database, class_id, stream);
drop index model.heads_by_class;
-- An index that is being made has the other one: it is begun anew.
drop schema if exists model_next cascade;

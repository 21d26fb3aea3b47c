-- The databases in which a segment refused something: beside those of its events, which the feed walks. Null: nobody looked.
alter table model.segments add column refused uuid[];
-- An index that is being made has not got it: it is begun anew.
drop schema if exists model_next cascade;

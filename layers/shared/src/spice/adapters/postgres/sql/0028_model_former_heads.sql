-- Where a branch stood before a commit that does not follow it: a rebase. Of rebases from before, an index that is made
-- again knows it.
alter table model.commits add column former text;
-- An index that is being made has not got it: it is begun anew.
drop schema if exists model_next cascade;

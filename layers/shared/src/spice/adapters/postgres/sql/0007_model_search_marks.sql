-- What the search index held of a database when it was last written. '' says that something must be there, whatever it is.
create table model.search_marks (
    database uuid primary key,
    mark     text not null
);
insert into model.search_marks select distinct database, '' from model.heads;

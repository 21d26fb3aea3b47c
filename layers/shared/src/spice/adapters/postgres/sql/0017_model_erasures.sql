-- Who was erased, as the log says: up to which generation of their key. `readmitted`: they returned, and get another.
create table model.erasures (
    database   uuid not null,
    subject    text not null,
    generation int not null,
    at         timestamptz not null,
    readmitted boolean not null default false,
    primary key (database, subject)
);

-- What was asked for and did not happen yet is looked at every minute.
create index commands_erasing on model.commands (submitted_at)
    where type = 'EraseSubject' and state in ('PENDING', 'PARKED');

-- Which resumption of a webhook, as its events count them, was heeded: one that is read again from the log switches nothing on.
alter table intake.webhook_states add column resumed int not null default 0;

-- Where shards stood when a webhook's registration was indexed: what is behind that came after it, whatever its clock says.
alter table model.webhooks add column begins bytea;

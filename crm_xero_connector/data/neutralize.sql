-- a copied database must not talk to the customer's Xero
UPDATE xero_connection
   SET state = 'reconnect', token_id = NULL, reason = 'This database is a copy. Connect it to an organisation for tests.'
 WHERE state IN ('connected', 'reconnect');
DELETE FROM xero_tenant;
DELETE FROM xero_token;
UPDATE xero_app SET secret_sealed = NULL, webhook_sealed = NULL;

-- Roles and schema of one database, applied by a superuser connected to it. Used by the compose deployment and by the tests.
-- `web` owns everything but the vault; `vault` owns the schema of the same name, and neither may look into the other's.
-- psql variables: web_password, vault_password.
SELECT format('CREATE ROLE web LOGIN PASSWORD %L', :'web_password')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'web') \gexec
SELECT format('CREATE ROLE vault LOGIN PASSWORD %L', :'vault_password')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vault') \gexec

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO web, vault', current_database()) \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO web;

CREATE SCHEMA IF NOT EXISTS vault AUTHORIZATION vault;
REVOKE ALL ON SCHEMA vault FROM PUBLIC;
ALTER ROLE vault SET search_path = vault;

#!/bin/sh
# Hands the secrets, which are files in the container, to the product as environment variables.
set -eu
for name in secret_key database_url vault_database_url email_url oidc_client_secret; do
    file="/run/secrets/$name"
    if [ -f "$file" ]; then
        variable=$(echo "$name" | tr '[:lower:]' '[:upper:]')
        export "$variable=$(cat "$file")"
    fi
done
exec "$@"

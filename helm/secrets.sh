#!/bin/sh
# Makes what is missing of the charts' three secrets, at random, and shows none: sh helm/secrets.sh [NAMESPACE]
# Values go through stdin, because other users of the machine can see command lines.
set -eu
kubectl() { command kubectl ${NAMESPACE:+--namespace "$NAMESPACE"} "$@"; }
NAMESPACE=${1:-}

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
value() { kubectl get secret "$1" --output "jsonpath={.data['$2']}" | base64 -d; }

# make NAME KEY=VALUE… : a secret, unless it is there.
make() {
  name=$1 && shift
  {
    printf 'apiVersion: v1\nkind: Secret\nmetadata: { name: %s }\nstringData:\n' "$name"
    printf "  %s: '%s'\n" "$@"
  } | kubectl create --filename -
}
is_missing() { [ -z "$(kubectl get secret "$1" --ignore-not-found --output name)" ]; }

if is_missing data-secrets; then make data-secrets postgres-password "$(random 24)"; fi
if is_missing backend-secrets; then
  make backend-secrets \
    database-url "postgresql://app:$(value data-secrets postgres-password)@postgres:5432/app" \
    auth-secret "$(random 32)" \
    auth-url "${AUTH_URL:-http://localhost:30000}" \
    openai-api-key "${OPENAI_API_KEY:-}" \
    demo-password "$(random 12)"
fi
if is_missing frontend-secrets; then make frontend-secrets auth-secret "$(value backend-secrets auth-secret)"; fi

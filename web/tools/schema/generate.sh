#!/bin/sh
# openapi.json -> TypeScript, by a TypeScript of its own: 7 has no compiler API that openapi-typescript could use.
exec "$(dirname "$0")/node_modules/.bin/openapi-typescript" "$1" --alphabetize --default-non-nullable=false --output "$2"
